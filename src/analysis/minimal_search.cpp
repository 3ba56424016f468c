#include "analysis/minimal_search.hpp"

#include "analysis/minimal_plan.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

std::vector<MinimalSize> search_minimal_sizes(Index neurons, double oracle, const std::vector<double>& deltas,
                                              const TrySizes& try_sizes) {
  std::vector<MinimalSize> found;
  for (const double delta : deltas) found.push_back({delta, neurons, oracle});
  std::vector<double> accuracies;
  const TakeAccuracy take = [&](Index n, double accuracy) {
    accuracies.push_back(accuracy);
    std::vector<std::size_t> improved;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (n >= found[i].n || !smallest_within({&accuracy, 1}, oracle, found[i].delta)) continue;
      found[i] = {found[i].delta, n, accuracy};
      improved.push_back(i);
    }
    return improved;
  };
  std::vector<Index> sizes = coarse_sizes(neurons);
  sizes.pop_back();  // all neurons: the oracle
  if (!sizes.empty()) try_sizes(Pass::coarse, sizes, take);
  NEURANK_EXPECT(accuracies.size() == sizes.size());
  sizes.push_back(neurons);
  accuracies.push_back(oracle);
  const std::vector<Index> fine = refinement(neurons, sizes, accuracies, oracle, deltas);
  if (!fine.empty()) try_sizes(Pass::fine, fine, take);
  return found;
}

}  // namespace neurank::analysis
