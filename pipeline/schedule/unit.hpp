#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/names.hpp"

namespace neurank::schedule {

/// The steps of a run, in order.
enum class Stage { extract, penalty, train, minimal, reduce, report };
constexpr std::array<const char*, 6> names_of(Stage) {
  return {"extract", "lambda", "train", "minimal", "reduce", "report"};
}

/// Begins the ids of units that end an activation file: they are of the stage extract, and not counted in it.
inline constexpr const char* complete_stage = "complete";

/// One piece of work that one rank claims and computes whole, or a team of ranks.
struct Unit {
  std::string id = {};  ///< unique and stable between runs, e.g. "train/bert/pos/raw/1"
  Stage stage = Stage::extract;
  double cost = 0;                      ///< predicted floating-point operations; only ratios matter for scheduling
  std::string resource = {};            ///< what a rank keeps between units when it can, e.g. the loaded model's name
  std::vector<std::size_t> after = {};  ///< positions of the units that must be done first, each before the unit's own
  std::size_t most_ranks = 1;           ///< that can share it, when there is nothing else for them to do
  std::string settings = {};            ///< all that its result depends on, beside the units that it waits for; a hash
};

/// How many times as fast as one rank a team is at a unit that it shares: ranks lose 15 % to one another
/// (tests/bench/BENCHMARKS.md, `team/2`).
constexpr double speed_of_team(std::size_t ranks) { return ranks == 1 ? 1 : 0.85 * static_cast<double>(ranks); }

}  // namespace neurank::schedule
