#pragma once

#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "schedule/journal.hpp"
#include "schedule/protocol.hpp"
#include "schedule/unit_queue.hpp"

namespace neurank::schedule {

/// Rank 0's side of a run: takes what ranks say, one request at a time, and says what to answer to whom. Neither sends
/// nor waits, so that any course of a run can be played through without MPI.
class Dispatcher {
 public:
  struct Message {
    int to;
    Answer answer;
    bool operator==(const Message&) const = default;
  };
  using Messages = std::vector<Message>;

  /// @param units kept by reference
  /// @param ranks how many ranks take part; each must say `leave` at the end
  /// @param journal written before a unit counts; nullptr: nothing is recorded
  Dispatcher(const std::vector<Unit>& units, int ranks, Journal* journal);

  /// What to send once settle() has been called, for as many requests as have come. A journal that cannot be written
  /// stops the run; see error().
  Messages receive(int from, const Request& request);

  /// Has the journal of all that was received on disk. @return what to send beside the answers, when that failed
  Messages settle();

  /// Hands out no more units and has the running ones given up.
  Messages stop();

  bool everyone_left() const { return ranks_here_ == 0; }
  std::exception_ptr error() const { return error_; }

  /// All but the elapsed time.
  Progress progress() const;

 private:
  void report(int from, const Request& request);
  void await_claim(int rank);
  void record(int rank, const Request& request, std::size_t ranks);
  bool take_back(std::size_t unit);
  Messages answer_claims();
  Messages finish_all();
  Messages hand_out_units();
  void share_out_waiting(std::vector<Answer>& handed_out);
  int take_first_waiting();

  const std::vector<Unit>* units_;
  Journal* journal_;
  UnitQueue queue_;
  int ranks_here_;
  std::set<int> awaited_;  ///< ranks that are about to claim: where units can be shared, nobody is served before them
  double resumed_cost_;
  bool has_shared_units_;
  bool stopping_ = false;
  /// Rank that reports and unit, also one that still waits for a disk -> ranks that share it.
  std::map<std::pair<int, std::size_t>, std::vector<int>> computing_;
  std::map<int, int> at_work_;                   ///< rank -> units that it computes or shares
  std::deque<std::pair<int, Request>> waiting_;  ///< claims without an answer, oldest first
  std::set<int> waiting_ranks_;                  ///< whose they are
  std::optional<Outcome> outcome_;               ///< once the first rank was told to finish
  std::exception_ptr error_;
};

}  // namespace neurank::schedule
