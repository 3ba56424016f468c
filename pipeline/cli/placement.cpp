#include "cli/placement.hpp"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/cast.hpp"
#include "mpi/session.hpp"

namespace neurank::cli {
namespace {

int cores_bound() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::max(0, std::atoi(text));
}

}  // namespace

Index choose_threads(Index asked, int given, const Placement& placement) {
  if (asked > 0) return asked;
  const int share = given > 0 ? given : placement.cores / placement.ranks_here;
  return std::max(1, std::min(share, placement.bound_cores));
}

Placement place(const mpi::Communicator& comm, Index asked_threads) {
  Placement placement;
  placement.ranks_here = mpi::ranks_on_this_host(comm);
  placement.cores = std::max(1u, std::thread::hardware_concurrency());
  placement.bound_cores = cores_bound();
  const int slurm = number_in("SLURM_CPUS_PER_TASK"), given = slurm > 0 ? slurm : number_in("OMP_NUM_THREADS");
  placement.threads = choose_threads(asked_threads, given, placement);
  omp_set_num_threads(checked_cast<int>(placement.threads));
  // LibTorch asks the environment when it first computes, and else takes every core of the host.
  setenv("OMP_NUM_THREADS", std::to_string(placement.threads).c_str(), 1);
  return placement;
}

std::string placement_warning(const Placement& placement) {
  if (placement.threads > placement.bound_cores)
    return "a rank computes with " + std::to_string(placement.threads) + " threads but is bound to " +
           std::to_string(placement.bound_cores) +
           " cores; give mpirun --map-by slot:PE=" + std::to_string(placement.threads);
  if (placement.bound_cores * placement.ranks_here < placement.cores)
    return "the ranks here are bound to " + std::to_string(placement.bound_cores * placement.ranks_here) + " of " +
           std::to_string(placement.cores) +
           " cores; to use all, give mpirun --map-by slot:PE=" + std::to_string(placement.cores / placement.ranks_here);
  if (placement.threads * placement.ranks_here > placement.cores)
    return std::to_string(placement.ranks_here) + " ranks x " + std::to_string(placement.threads) +
           " threads compete for " + std::to_string(placement.cores) + " cores";
  return {};
}

void warn_of_placement(const mpi::Communicator& comm, const Placement& placement) {
  const std::string warning = placement_warning(placement);
  if (comm.is_root() && !warning.empty()) std::cerr << "warning: " << warning << '\n';
}

}  // namespace neurank::cli
