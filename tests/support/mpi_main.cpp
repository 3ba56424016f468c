#include <mpi.h>

#include "support/main_support.hpp"

/// Runs the tests on every rank; a failure on any rank is the failure of all, so that mpirun reports it.
int main(int argc, char** argv) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  testing::InitGoogleTest(&argc, argv);
  int failed = RUN_ALL_TESTS();
  MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  MPI_Finalize();
  return neurank::test::exit_code(failed != 0);
}
