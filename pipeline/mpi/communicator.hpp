#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::mpi {

/// A group of ranks, passed as an argument wherever ranks must talk. A value: copies refer to the same group.
/// A process that MPI did not start is rank 0 of 1 and no operation calls MPI.
class Communicator {
 public:
  /// Rank 0 of 1.
  Communicator();

  int rank() const;
  int size() const;
  bool is_root() const { return rank() == 0; }

  /// Points to the MPI_Comm, or nullptr for the communicator of one process without MPI; for parallel HDF5.
  const void* handle() const;

  /// Every rank gets root's text. Collective.
  std::string broadcast(std::string text) const;

  /// Root gets every rank's text in rank order, others nothing. Collective.
  std::vector<std::string> gather(const std::string& text) const;

  /// Waits for all ranks without using the processor. Collective.
  void barrier() const;

  /// Whether all ranks say yes. Collective.
  bool all(bool mine) const;

  /// Replaces numbers by their sums over all ranks, added up in rank order: every rank gets the same bits, and the same
  /// ones each time. Collective. @pre the same number of numbers on all ranks, below 2^31
  void sum(std::span<float> numbers) const;

  /// Each rank has set its own part of the numbers and gets those of the others. Collective.
  /// @param ends [size] where the ranks' parts end, the same on all ranks  @pre below 2^31 numbers
  void share(std::span<float> numbers, std::span<const Index> ends) const;
  void share(std::span<double> numbers, std::span<const Index> ends) const;

  // Numbers from one rank to another, which waits for them. @pre below 2^31 numbers, as many here as there
  void send_numbers(int to, std::span<const float> numbers) const;
  void receive_numbers(int from, std::span<float> numbers) const;

  /// A communicator of some of these ranks. Collective over them. @param ranks in the order that they have there
  Communicator subgroup(const std::vector<int>& ranks) const;

  /// Sends to one rank, which may be this one; returns when the text may be reused. Messages from one rank with one
  /// tag arrive in order. Thread safe. @pre tag in [0, 32766), text up to 2 GiB
  void send(int to, int tag, const std::string& text) const;

  struct Message {
    int from;
    std::string text;
  };
  /// A waiting message with this tag from anyone, if there is one now. Never waits. Thread safe.
  std::optional<Message> poll(int tag) const;

 private:
  friend class Session;
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace neurank::mpi
