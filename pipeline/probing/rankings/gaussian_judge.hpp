#pragma once

#include <utility>
#include <vector>

#include "probe/head.hpp"
#include "probe/score.hpp"
#include "probing/cell_data.hpp"
#include "schedule/run_units.hpp"

namespace neurank::probing {

/// Most neurons that Gaussians are asked to judge: each label has a covariance of all of them.
constexpr Index most_judged_by_gaussians = 100;

/// Neurons that Gaussians judge, and by which labels.
struct GaussianQuestion {
  const std::vector<Index>& order;  ///< neurons, the first of which are judged
  const std::vector<Index>& sizes;  ///< how many of them, ascending; those above the most are left out
  probe::Targets labels;            ///< to be told, of all rows
};

/// How many test words Gaussians of the labels, learned from the training words, name rightly. @return size and score
std::vector<std::pair<Index, probe::Score>> judge_by_gaussian(const CellData& data, const GaussianQuestion& question,
                                                              const probe::Groups& sentences,
                                                              const schedule::KeepGoing& keep_going);

}  // namespace neurank::probing
