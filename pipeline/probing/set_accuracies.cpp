#include "probing/set_accuracies.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;

/// Accuracies of the heads that a minimal set has or is held against. All neurons: the cell's own heads stand for every
/// kind.
class HeadsOfSet {
 public:
  HeadsOfSet(Index n, const MinimalScope& scope, const Repetition& repetition, const RetrainedHeads& retrained)
      : n_(n), scope_(scope), repetition_(repetition), retrained_(retrained) {}

  double accuracy(Labels labels, Kept neurons, Measured split) const {
    return neurons == Kept::all || n_ == scope_.neurons ? repetition_.accuracy_of(labels, Training::full, split)
                                                        : retrained_.mean_accuracy(labels, neurons, n_, split);
  }

  double selectivity(Kept neurons) const {
    return accuracy(Labels::task, neurons, Measured::test) - accuracy(Labels::control, neurons, Measured::test);
  }

  /// Each task on the neurons that its own head ranks first.
  double selectivity_own() const {
    return accuracy(Labels::task, Kept::top, Measured::test) - accuracy(Labels::control, Kept::own, Measured::test);
  }

  /// On test words whose type training has, of which there are some.
  double selectivity_seen(Kept neurons, double unseen_share) const {
    const double unseen =
        accuracy(Labels::task, neurons, Measured::unseen) - accuracy(Labels::control, neurons, Measured::unseen);
    return (selectivity(neurons) - unseen_share * unseen) / (1 - unseen_share);
  }

 private:
  Index n_;
  const MinimalScope& scope_;
  const Repetition& repetition_;
  const RetrainedHeads& retrained_;
};

/// Share of the test words whose type training does not have.
double unseen_share(const CellData& data) {
  const auto words_of = [&](Measured split) {
    const std::vector<float> words = data.words_of_sentences(split);
    return std::accumulate(words.begin(), words.end(), 0.0);
  };
  return words_of(Measured::unseen) / std::max(1.0, words_of(Measured::test));
}

}  // namespace

SetAccuracies accuracies_of(const analysis::MinimalSize& set, const MinimalScope& scope, const Repetition& repetition,
                            const RetrainedHeads& retrained, const CellData& data) {
  const HeadsOfSet heads(set.n, scope, repetition, retrained);
  SetAccuracies found;
  found.top = heads.accuracy(Labels::task, Kept::top, Measured::test);
  found.random = heads.accuracy(Labels::task, Kept::random, Measured::test);
  found.bottom = heads.accuracy(Labels::task, Kept::bottom, Measured::test);
  if (set.n < scope.neurons) found.random_sd = retrained.accuracy_sd(Labels::task, Kept::random, set.n, Measured::test);
  if (!scope.control) return found;
  found.selectivity_all = heads.selectivity(Kept::all);
  found.selectivity_top = heads.selectivity(Kept::top);
  found.selectivity_random = heads.selectivity(Kept::random);
  if (scope.own_ranking) found.selectivity_own = heads.selectivity_own();
  const double unseen = unseen_share(data);
  const std::vector<Index> counts = data.training_counts();
  const double words = std::accumulate(counts.begin(), counts.end(), 0.0);
  found.control_ceiling = 1 - unseen + unseen * to_double(*std::ranges::max_element(counts)) / std::max(words, 1.0);
  if (unseen >= 1) return found;
  found.seen_all = heads.selectivity_seen(Kept::all, unseen);
  found.seen_top = heads.selectivity_seen(Kept::top, unseen);
  found.seen_random = heads.selectivity_seen(Kept::random, unseen);
  return found;
}

}  // namespace neurank::probing
