#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "analysis/minimal_search.hpp"
#include "probing/subset_heads.hpp"

namespace neurank::probing {

/// What retrain() adds to, empty: the tables "accuracy", "training" and "convergence", as report declares them, and
/// "recall", right predictions on test by label, of heads that learn the task on top neurons; and the right words of
/// the first.
store::ResultSet nothing_retrained(const CellData& data);

/// Retrains heads on subsets and measures each on all kinds of words; the heads themselves are not kept.
void retrain(const ProbingContext& context, const RepetitionId& id, const SubsetHeads& trainer,
             std::vector<Subset> subsets, store::ResultSet& results);

/// What retrain() has put into the tables of several units.
class RetrainedHeads {
 public:
  RetrainedHeads();

  /// Takes what one unit has left.
  void add(const store::ResultSet& results);

  /// Dev accuracy of the task's heads on the top n, by n.
  const analysis::SizeAccuracies& top() const { return top_; }

  /// Mean over draws, and the sample standard deviation of single ones. @pre such a head was retrained
  double mean_accuracy(analysis::Labels labels, analysis::Kept neurons, Index n, Measured split) const;
  std::optional<double> accuracy_sd(analysis::Labels labels, analysis::Kept neurons, Index n, Measured split) const;

  /// Score of the task's head on the top n, on test. @pre it was retrained
  const probe::Score& top_on_test(Index n) const { return on_test_.at(n); }

  /// All rows of the table of accuracies, in the order in which they were added, and of those of trainings.
  const Table& accuracies() const { return accuracies_; }
  const Table& trainings() const { return trainings_; }
  const Table& convergence() const { return convergence_; }

  /// Right words beside the former.
  const std::map<std::string, store::Array>& right_words() const { return right_.arrays; }

 private:
  Table accuracies_, trainings_, convergence_;
  store::ResultSet right_;  ///< arrays alone
  analysis::SizeAccuracies top_;
  std::map<std::tuple<analysis::Labels, analysis::Kept, Index, Measured>, std::vector<double>> measured_;
  std::map<Index, probe::Score> on_test_;
};

}  // namespace neurank::probing
