#pragma once

#include <string>

#include "base/index.hpp"
#include "mpi/communicator.hpp"

namespace neurank::cli {

/// What this rank may compute with.
struct Placement {
  int ranks_here = 1;   ///< ranks on this host
  int cores = 1;        ///< of this host
  int bound_cores = 1;  ///< that this rank may run on
  Index threads = 1;
};

/// Threads of a rank: as asked, else what the environment gives a task, else the host's cores shared by its ranks; a
/// rank that is bound to fewer cores gets no more threads than these unless asked.
/// @param asked 0: decide here  @param given by SLURM_CPUS_PER_TASK or OMP_NUM_THREADS, 0 when unknown
Index choose_threads(Index asked, int given, const Placement& placement);

/// Looks at the host, and makes this rank compute with the threads that choose_threads() gives. Collective.
Placement place(const mpi::Communicator& comm, Index asked_threads);

/// Says what is wrong with a placement and what to do, or nothing.
std::string placement_warning(const Placement& placement);

/// Prints that warning on rank 0, when there is one.
void warn_of_placement(const mpi::Communicator& comm, const Placement& placement);

}  // namespace neurank::cli
