#pragma once

#include <span>
#include <vector>

#include "base/cast.hpp"
#include "probe/stacked_rows.hpp"

namespace neurank::probe {

/// What one head learns, and from which weights it starts.
struct HeadTask {
  Targets targets;  ///< [T]
  Penalty penalty;
  std::shared_ptr<const Head> start;  ///< weights [L, n] before training; L is the number of labels
  NeuronOrder order = nullptr;        ///< the head reads the first n neurons of it; nullptr: all N, n = N
  LabelList weighted = nullptr;       ///< labels that get weights, ascending; others have a bias alone. nullptr: all
};

/// Many heads trained on the same rows at once: their weights are stacked to [C, N], so that a mini-batch costs one
/// product forward and one for the gradient, however many heads there are. Loss of a head on a mini-batch: mean cross
/// entropy + l1 * sum |W| + l2 * sum W^2 (or l2 * sqrt(sum W^2)); the bias is free (docs/method.md 3.1). Gradients are
/// written out by hand. The rows of a head are followed by a few rows of zeros where these bring its labels to whole
/// vectors. A head some of whose labels have no weights has a product of its own.
class Bank {
 public:
  /// HeadTask::order is ignored here: whoever calls step() puts the columns of a batch in that order.
  /// @pre at least one task; the start weights of all have the same number of columns, N of this bank
  Bank(std::span<const HeadTask> tasks, const BankSettings& settings);

  /// One Adam step of every head.
  /// @param batch [B, N]  @param rows [B] rows of the source, to look up targets
  void step(const ConstMatrixRef& batch, std::span<const Index> rows, double learning_rate);

  /// Mean cross entropy of each head on the latest batch, before its step; 0 where no word has a label of it.
  std::span<const float> losses() const { return losses_; }

  std::size_t size() const { return tasks_.size(); }
  Head head(std::size_t i) const;

  /// What changes from step to step: of each head its weights [L, N] with both moments, and its bias [L] with both.
  std::vector<std::span<float>> state();

  /// Goes on from what was written into state(), that of an equal bank after so many steps.
  void resume(Index steps) { stacked_.resume(steps); }

  /// Labels of a head.
  Index labels(std::size_t i) const { return tasks_[i].start->weights.rows(); }

  /// Memory of a bank of `columns` stacked labels, in bytes.
  static std::uint64_t bytes(Index columns, Index neurons, Index batch);

 private:
  Range rows_of(std::size_t head) const { return {first_rows_[head], first_rows_[head + 1]}; }
  std::vector<float> row_weights(std::span<const Index> rows) const;
  std::span<float> scores_of(Index row, std::size_t head);
  bool is_one_product() const { return stacked_.num_rows() == stacked_.num_scores(); }
  void compute_scores(const ConstMatrixRef& batch);
  void softmax_gradient(std::span<const Index> rows);
  void measure_losses(std::span<const Index> rows, const std::vector<float>& weights);
  void penalize();
  void update_weights(const ConstMatrixRef& batch);

  std::vector<HeadTask> tasks_;
  std::vector<LabelPlaces> places_;  ///< [heads]
  std::vector<Index> offsets_;       ///< [heads + 1] first score of each head; C, the last, counts padding, too
  std::vector<Index> first_rows_;    ///< [heads + 1] first row of weights of each head
  RidgeForm ridge_;
  StackedRows stacked_;
  Matrix scores_;              ///< [B, C], turned into the gradient in place
  std::vector<float> losses_;  ///< [heads]
};

}  // namespace neurank::probe
