#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "base/error.hpp"
#include "mpi/communicator.hpp"

namespace neurank::mpi {

/// What `together` throws: every rank throws the same, so whoever catches it may report it on rank 0 alone.
struct AgreedError : Error {
  using Error::Error;
};
struct AgreedFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {
/// Throws on all ranks what the lowest failing rank caught, if any rank did. Collective.
void agree(const Communicator& comm, const std::exception_ptr& mine);
}  // namespace detail

/// Runs `work` on every rank. When it throws anywhere, every rank throws the error of the lowest rank that failed
/// (AgreedError for an Error, else AgreedFailure), so that no rank waits for another that gave up. Collective.
template <class Work>
void together(const Communicator& comm, Work work) {
  std::exception_ptr caught;
  try {
    work();
  } catch (...) {
    caught = std::current_exception();
  }
  detail::agree(comm, caught);
}

/// Runs `work` on rank 0 alone, with the same promise. Collective.
template <class Work>
void on_root(const Communicator& comm, Work work) {
  together(comm, [&] {
    if (comm.is_root()) work();
  });
}

}  // namespace neurank::mpi
