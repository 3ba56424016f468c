#include "mpi/session.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "mpi/state.hpp"

namespace neurank::mpi {
namespace {

bool is_set(const char* variable) { return std::getenv(variable) != nullptr; }

/// Whether mpirun (Open MPI, MPICH) or srun with an MPI plugin started this process.
bool launched_for_mpi() { return is_set("OMPI_COMM_WORLD_SIZE") || is_set("PMIX_RANK") || is_set("PMI_RANK"); }

/// Processes that the launcher started together with this one, as far as it says so.
int launched_processes() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"})
    if (const char* value = std::getenv(variable)) return std::atoi(value);
  return 1;
}

/// Without this check each process of a launcher that MPI does not know would run the whole job by itself.
void expect_connected(int size) {
  if (const int launched = launched_processes(); size == 1 && launched > 1)
    throw usage_error("the launcher started " + std::to_string(launched) + " processes, but MPI connects none of them",
                      "use `srun --mpi=pmix`, or the mpirun of the MPI library that `neurank doctor` names");
}

bool running() {
  int initialized = 0, finalized = 0;
  MPI_Initialized(&initialized);
  MPI_Finalized(&finalized);
  return initialized != 0 && finalized == 0;
}

std::string thread_level() {
  if (!running()) return "not started";
  int level = MPI_THREAD_SINGLE;
  expect_success(MPI_Query_thread(&level), "MPI_Query_thread");
  switch (level) {
    case MPI_THREAD_MULTIPLE:
      return "thread level multiple";
    case MPI_THREAD_SERIALIZED:
      return "thread level serialized";
    case MPI_THREAD_FUNNELED:
      return "thread level funneled";
    default:
      return "thread level single";
  }
}

}  // namespace

Session::Session(int& argc, char**& argv) {
  if (!running() && !launched_for_mpi()) {
    expect_connected(1);
    return;
  }
  if (!running()) {
    int provided = 0;
    expect_success(MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
    owns_mpi_ = true;
  }
  int level = MPI_THREAD_SINGLE;
  expect_success(MPI_Query_thread(&level), "MPI_Query_thread");
  if (level < MPI_THREAD_MULTIPLE)
    throw input_error("the MPI library offers no MPI_THREAD_MULTIPLE (" + library_description() + ")",
                      "use one that was built with it");
  MPI_Comm comm = MPI_COMM_NULL;
  expect_success(MPI_Comm_dup(MPI_COMM_WORLD, &comm), "MPI_Comm_dup");
  auto state = std::make_shared<Communicator::State>(comm);
  expect_connected(state->size);
  world_.state_ = std::move(state);
}

Session::~Session() {
  if (world_.handle() == nullptr) return;
  try {
    world_.barrier();  // MPI_Finalize would spin while other ranks still work
  } catch (const std::exception&) {
    // A broken group cannot meet; MPI_Finalize says what there is to say.
  }
  MPI_Comm comm = world_.state_->comm;
  MPI_Comm_free(&comm);
  if (owns_mpi_) MPI_Finalize();
}

void Session::abort(int exit_code) const {
  std::fflush(nullptr);
  if (world_.handle() != nullptr) MPI_Abort(world_.state_->comm, exit_code);
  std::_Exit(exit_code);
}

std::string library_description() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  expect_success(MPI_Get_library_version(text, &length), "MPI_Get_library_version");
  const std::string version(text, to_size(length));
  return version.substr(0, version.find_first_of(",\n")) + ", " + thread_level();
}

int ranks_on_this_host(const Communicator& comm) {
  if (comm.handle() == nullptr) return 1;
  MPI_Comm host = MPI_COMM_NULL;
  int size = 0;
  comm.barrier();
  expect_success(
      MPI_Comm_split_type(*static_cast<const MPI_Comm*>(comm.handle()), MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host),
      "MPI_Comm_split_type");
  expect_success(MPI_Comm_size(host, &size), "MPI_Comm_size");
  expect_success(MPI_Comm_free(&host), "MPI_Comm_free");
  return size;
}

}  // namespace neurank::mpi
