#include "analysis/label_sets.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::analysis {

NeuronSets label_sets(ConstMatrixView weights, const ranking::NeuronRanking& ranking, Index n) {
  NEURANK_EXPECT(1 <= n && n <= weights.cols() && weights.cols() == to_index(ranking.order.size()));
  const std::vector<Index> members = ranking::top(ranking, n);
  const double mass = ranking.score[ranking.order[n - 1]];
  NeuronSets sets(weights.rows());
#pragma omp parallel for schedule(dynamic)
  for (Index label = 0; label < weights.rows(); ++label) {
    const std::span<const float> row(weights.data() + label * weights.cols(), weights.cols());
    if (ranking::total_mass(row) == 0) continue;
    const std::vector<double> before = ranking::mass_before(row);
    for (Index neuron : members)
      if (before[neuron] <= mass) sets[label].push_back(neuron);
  }
  return sets;
}

}  // namespace neurank::analysis
