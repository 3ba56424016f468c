#pragma once

#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/table.hpp"

namespace neurank::report {

/// A ranking and the accuracy of a judge on its first neurons.
struct JudgedRanking {
  std::string ranking;
  double accuracy = 0;
};

/// What one judge makes of the first n neurons of rankings.
struct JudgedRankings {
  std::string judge;
  Index n = 0;
  double share = 0;                            ///< n of all neurons
  std::vector<JudgedRanking> accuracies = {};  ///< in the grid's order, without those that have none
};

/// Of each judge, at the size nearest to 5 % of the neurons that all of them have; nothing of those without accuracies.
/// @param judges rows of one cell of ranking_judges
std::vector<JudgedRankings> judged_rankings(const Table& judges);

/// Which ranking tells each judge most, which least, where weight mass is among them, and chance beside them; empty
/// where nothing was judged.
std::string rankings_text(const std::vector<JudgedRankings>& judged);

}  // namespace neurank::report
