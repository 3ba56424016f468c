#pragma once

#include <map>
#include <optional>

#include "analysis/minimal_search.hpp"
#include "probe/evaluate.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {

/// Test accuracies of heads on as many neurons as a minimal set has; random ones are means over draws. Selectivity:
/// task - control (docs/method.md 8.1); none without a control task.
struct SetAccuracies {
  double top = 0, random = 0, bottom = 0;
  std::optional<double> selectivity_all, selectivity_top, selectivity_random;
};

/// Accuracies of the task's heads on all neurons, which sets are held against.
struct WholeAccuracies {
  double full_dev = 0, unregularized_dev = 0, full_test = 0;
};

/// What one repetition of a cell says of its minimal sets, as rows of the tables minimal, layers, labels, sharing and
/// metrics (the last: one number a row, the repetition's part of the architecture comparison).
class SetTables {
 public:
  /// All that the arguments refer to must outlive this object.
  /// @param task the head that gave the ranking
  SetTables(const ProbingContext& context, const CellData& data, const RepetitionId& id, const Repetition& repetition,
            const probe::Head& task);

  /// @param test score of the set's head on test words
  void add(const analysis::MinimalSize& set, const WholeAccuracies& whole, const SetAccuracies& accuracies,
           const probe::Score& test);

  void add_accuracies(const Table& accuracies) { tables_["accuracy"] = accuracies; }

  std::map<std::string, Table> take() { return std::move(tables_); }

 private:
  void add_row(const std::string& table, std::vector<Value> values);
  void add_metric(const std::string& name, std::optional<double> value);
  void add_minimal(const analysis::MinimalSize& set, const WholeAccuracies& whole, const SetAccuracies& accuracies);
  void add_layers(const analysis::MinimalSize& set);
  void add_labels(const analysis::MinimalSize& set, const probe::Score& test);

  const ProbingContext& context_;
  const CellData& data_;
  const RepetitionId& id_;
  const Repetition& repetition_;
  const probe::Head& task_;
  std::vector<Index> train_counts_;  ///< [L]
  std::vector<Index> frequent_;      ///< labels that comparisons use
  std::vector<Index> all_labels_;    ///< [L]
  std::map<std::string, Table> tables_;
};

}  // namespace neurank::probing
