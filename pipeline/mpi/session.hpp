#pragma once

#include <string>

#include "mpi/communicator.hpp"

namespace neurank::mpi {

/// MPI for the life of the program. Starts MPI only when a launcher (mpirun, srun) started this process; otherwise, and
/// so in a plain shell, the program is rank 0 of 1. Where MPI runs already (tests), it is used and left running.
class Session {
 public:
  /// Asks for MPI_THREAD_MULTIPLE; throws Error when the library cannot, or when a launcher started several processes
  /// that MPI does not connect. Collective.
  Session(int& argc, char**& argv);
  /// Waits for all ranks, then ends MPI. Communicators are of no use afterwards. Collective.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Communicator& world() const { return world_; }

  /// Ends all ranks at once. For an error that only this rank has.
  [[noreturn]] void abort(int exit_code) const;

 private:
  Communicator world_;
  bool owns_mpi_ = false;  ///< whether this object started MPI
};

/// "Open MPI v4.1.4, thread level multiple", for doctor and run.json.
std::string library_description();

/// Ranks of `comm` on this host, this rank included. Collective.
int ranks_on_this_host(const Communicator& comm);

}  // namespace neurank::mpi
