#include "schedule/simulation.hpp"

#include <algorithm>
#include <queue>

#include "base/cast.hpp"
#include "schedule/dispatcher.hpp"

namespace neurank::schedule {
namespace {

/// Ranks at work on a unit.
struct Shift {
  double end;
  std::size_t unit;
  std::vector<int> ranks;  ///< the one that reports first

  bool operator<(const Shift& other) const { return end > other.end; }  // the earliest is on top of a queue
};

class Simulation {
 public:
  Simulation(const std::vector<Unit>& units, const std::vector<double>& seconds, int ranks)
      : seconds_(seconds), ranks_(ranks), dispatcher_(units, ranks, nullptr) {}

  double run() {
    for (int rank = 0; rank < ranks_; ++rank) begin(dispatcher_.receive(rank, {.kind = Request::Kind::claim}));
    while (!shifts_.empty()) {
      const Shift over = shifts_.top();
      shifts_.pop();
      now_ = over.end;
      begin(dispatcher_.receive(over.ranks.front(), {.kind = Request::Kind::done, .unit = over.unit}));
      for (const int rank : over.ranks) begin(dispatcher_.receive(rank, {.kind = Request::Kind::claim}));
    }
    return now_;
  }

 private:
  void begin(const Dispatcher::Messages& messages) {
    for (const auto& [to, answer] : messages) {
      if (answer.kind != Answer::Kind::compute) continue;
      const std::vector<int> ranks = answer.team.empty() ? std::vector{to} : answer.team;
      if (ranks.front() != to) continue;
      shifts_.push({now_ + seconds_[answer.unit] / speed_of_team(ranks.size()), answer.unit, ranks});
    }
  }

  const std::vector<double>& seconds_;
  int ranks_;
  Dispatcher dispatcher_;
  double now_ = 0;
  std::priority_queue<Shift> shifts_;
};

}  // namespace

double simulated_seconds(const std::vector<Unit>& units, const std::vector<double>& seconds, int ranks) {
  std::size_t of_use = 1;  // further ranks would wait for ever
  for (const Unit& unit : units) of_use += unit.most_ranks;
  return Simulation(units, seconds, static_cast<int>(std::min(to_size(ranks), of_use))).run();
}

}  // namespace neurank::schedule
