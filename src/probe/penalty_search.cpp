#include "probe/penalty_search.hpp"

#include <algorithm>
#include <tuple>

#include "base/error.hpp"

namespace neurank::probe {
namespace {

bool asks_for(const PenaltySearch& search, const Penalty& penalty) {
  const auto has = [](const std::vector<double>& values, double value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  return has(search.l1, penalty.l1) && has(search.l2, penalty.l2);
}

}  // namespace

std::vector<Penalty> search_grid(const PenaltySearch& search) {
  std::vector<Penalty> grid;
  for (double l1 : search.l1)
    for (double l2 : search.l2) grid.push_back({l1, l2});
  if (!asks_for(search, search.unregularized)) grid.push_back(search.unregularized);
  return grid;
}

double unregularized_accuracy(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search) {
  const auto plain = std::ranges::find(trials, search.unregularized, &PenaltyTrial::penalty);
  NEURANK_EXPECT(plain != trials.end());
  return plain->accuracy;
}

std::vector<double> search_scores(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search) {
  const double unregularized = unregularized_accuracy(trials, search);
  std::vector<double> scores;
  for (const auto& trial : trials)
    scores.push_back(search.alpha * (trial.accuracy_top - trial.accuracy_bottom) -
                     search.beta * (unregularized - trial.accuracy));
  return scores;
}

std::size_t best_trial(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search) {
  const auto scores = search_scores(trials, search);
  const auto key = [&](std::size_t i) {
    const bool wanted = asks_for(search, trials[i].penalty);
    return std::tuple(wanted, scores[i], trials[i].penalty.l1, trials[i].penalty.l2);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < trials.size(); ++i)
    if (key(i) > key(best)) best = i;
  return best;
}

}  // namespace neurank::probe
