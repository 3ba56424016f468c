#pragma once

#include <mpi.h>

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "mpi/communicator.hpp"

namespace neurank::mpi {

/// What the copies of a communicator share.
struct Communicator::State {
  MPI_Comm comm = MPI_COMM_NULL;  ///< null: one process without MPI
  int rank = 0;
  int size = 1;
  bool is_own = false;  ///< the communicator ends with its last copy

  State() = default;
  /// Of an MPI communicator, whose errors are returned from now on.
  explicit State(MPI_Comm of);
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (is_own) MPI_Comm_free(&comm);
  }

  /// Without MPI: messages that the process sent to itself, by tag.
  mutable std::mutex mutex;
  mutable std::map<int, std::deque<std::string>> own_messages;
};

/// Throws an exception with MPI's own words when an operation returned an error code.
void expect_success(int code, const char* operation);

}  // namespace neurank::mpi
