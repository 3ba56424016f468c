#include "probe/penalty_chain.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "probe/penalty_search.hpp"

namespace neurank::probe {

Penalty representative(const Penalty& penalty) {
  constexpr double no_l1 = 1e-7, no_l2 = 1e-6;
  return {penalty.l1 <= no_l1 ? 0 : penalty.l1, penalty.l2 <= no_l2 ? 0 : penalty.l2};
}

std::vector<PenaltyChain> penalty_chains(const ProbeSettings& probe) {
  std::map<double, std::set<double>> l1_of_l2;
  for (const Penalty& penalty : search_grid(probe.search)) {
    const Penalty trained = representative(penalty);
    l1_of_l2[trained.l2].insert(trained.l1);
  }
  std::vector<PenaltyChain> chains;
  for (const auto& [l2, l1] : l1_of_l2) {
    chains.push_back({l2, {l1.begin(), l1.end()}});
    if (probe.is_exact()) std::ranges::reverse(chains.back().l1);
  }
  return chains;
}

std::vector<Index> labels_with_weights(const std::vector<std::int64_t>& counts, double largest, double l1) {
  constexpr double rounding = 1 + 1e-5;
  double words = 0;
  for (const std::int64_t count : counts) words += to_double(count);
  std::vector<Index> labels;
  for (std::size_t label = 0; label < counts.size(); ++label)
    if (2 * to_double(counts[label]) * largest * rounding > l1 * words) labels.push_back(to_index(label));
  return labels;
}

Index link_epochs(Index epochs) { return (3 * epochs + 9) / 10; }

}  // namespace neurank::probe
