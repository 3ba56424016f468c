#pragma once

#include "mpi/session.hpp"

namespace neurank::test {

/// A session on the MPI that the test program started; its communicator shares no messages with that of other tests.
class TestSession {
 public:
  const mpi::Communicator& world() const { return session_.world(); }
  [[noreturn]] void abort(int code) const { session_.abort(code); }

 private:
  int argc_ = 0;
  char** argv_ = nullptr;
  mpi::Session session_{argc_, argv_};
};

}  // namespace neurank::test
