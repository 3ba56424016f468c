#include <mpi.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/files.hpp"
#include "store/sample_file.hpp"

/// Under mpirun: all ranks write shards of FOLDER/a.h5 and note each finished one as FOLDER/done-<shard>; rank 1 kills
/// itself after three. (For activation_kill_test.)
int main(int argc, char** argv) {
  using namespace neurank;
  alarm(60);
  int provided = 0, rank = 0, size = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const std::filesystem::path folder = argv[1];
  test::SampleFile sample;
  sample.words = 2000, sample.testing.end = 2000;
  const MPI_Comm world = MPI_COMM_WORLD;
  store::ActivationWriter writer(folder / "a.h5", {&world});
  Index written = 0;
  for (Index shard = rank; shard < sample.num_shards() / 2; shard += size) {
    sample.write_shard(writer, shard);
    writer.sync();
    write_file(folder / ("done-" + std::to_string(shard)), "");
    if (rank == 1 && ++written == 3) kill(getpid(), SIGKILL);
  }
  pause();
}
