#pragma once

#include <map>
#include <optional>

#include "analysis/minimal_search.hpp"
#include "analysis/permuted_sharing.hpp"
#include "probe/evaluate.hpp"
#include "probing/repetition.hpp"
#include "probing/retrained.hpp"
#include "probing/set_accuracies.hpp"

namespace neurank::probing {

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

  /// Layers and labels of the first n neurons, a share of N at which all models are compared.
  void add_fixed(double share, Index n, const probe::Score& test);

  /// @param test accuracy of the task's head on layer 0 alone
  void add_first_layer(const WholeAccuracies& whole, double test) { add_metric("layer_0_gap", whole.full_test - test); }

  /// What unrelated labels would share, by size of the set; before sets of these sizes are added.
  void set_unrelated(std::map<Index, analysis::UnrelatedSharing> unrelated) { unrelated_ = std::move(unrelated); }

  void add_heads(const RetrainedHeads& heads) {
    tables_["accuracy"] = heads.accuracies();
    tables_["training"] = heads.trainings();
    tables_["convergence"] = heads.convergence();
  }

  std::map<std::string, Table> take() { return std::move(tables_); }

  /// Layers and overlaps of the labels' own sets in the minimal set with the smallest delta, as arrays that
  /// set_means.hpp reads. @pre a minimal set was added
  std::map<std::string, store::Array> take_label_arrays() { return std::move(label_arrays_); }

 private:
  /// Top neurons: a minimal set, or as many as a fixed share of N.
  struct Set {
    Index n;
    std::optional<double> delta, share;  ///< one of them

    std::string suffix() const;                                     ///< of its metrics: "@0.5" or "@5%"
    std::vector<Value> with_size(std::vector<Value> values) const;  ///< delta before them, n and share behind
  };

  void add_row(const std::string& table, std::vector<Value> values);
  void add_metric(const std::string& name, std::optional<double> value);
  void add_minimal(const analysis::MinimalSize& set, const WholeAccuracies& whole, const SetAccuracies& accuracies);
  void add_layers(const Set& set);
  void add_labels(const Set& set, const probe::Score& test);
  void add_sharing(const Set& set, const std::vector<std::vector<Index>>& sets);

  const ProbingContext& context_;
  const CellData& data_;
  const RepetitionId& id_;
  const Repetition& repetition_;
  const probe::Head& task_;
  std::vector<Index> train_counts_;  ///< [L]
  std::vector<Index> frequent_;      ///< labels that comparisons use
  std::vector<Index> all_labels_;    ///< [L]
  std::map<std::string, Table> tables_;
  std::optional<double> smallest_delta_;  ///< of the minimal sets added so far
  std::map<std::string, store::Array> label_arrays_;
  std::map<Index, analysis::UnrelatedSharing> unrelated_;
};

}  // namespace neurank::probing
