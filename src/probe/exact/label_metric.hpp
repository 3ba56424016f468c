#pragma once

#include <vector>

#include "probe/exact/loss_pass.hpp"

namespace neurank::probe {

/// A weight of a label or, behind the last one, its bias: column n.
inline float& number_of(Head& head, Index label, Index column) {
  return column == head.weights.cols() ? head.bias[label] : head.weights(label, column);
}
inline float number_of(const Head& head, Index label, Index column) {
  return column == head.weights.cols() ? head.bias[label] : head.weights(label, column);
}

/// Columns of each label's weights that are at work, ascending. [L]
using LabelColumns = std::vector<std::vector<Index>>;

/// Where a head is, as its metric is formed there.
struct MetricPlace {
  const NeuronPrefix& neurons;      ///< that the head reads, n
  const Vector& variance;           ///< [n] of the neurons
  const UnsureWords& unsure;        ///< words whose curvature counts
  const Eigen::VectorXd& sureness;  ///< [L] mean p (1 - p) of each label over the words
  Index words;                      ///< whose label the head knows, the sure ones too
  double l2 = 0;                    ///< of the penalty
  Eigen::VectorXd bias_slope = {};  ///< [L] of the loss in the bias, or empty: a bias far from its place, as of a label
                                    ///< that is hardly predicted, bends the loss too little to tell a step's length
};

/// How a head's loss bends in the weights of each label for itself: the second derivatives, mean p (1 - p) x x^T + 2
/// l2, of some of its columns and its bias, in blocks of columns where all of them together take too much memory. What
/// labels and blocks have to do with each other is left out; where words are many, every so many of them stands for the
/// others. Each member of a team has the blocks of some labels.
class LabelMetric {
 public:
  /// One pass over the unsure words. @param bytes that the blocks may take
  LabelMetric(LossPasses& passes, const MetricPlace& place, const LabelColumns& columns, std::uint64_t bytes);

  /// Some columns of one label; the bias, in the label's first block, is column n.
  struct Block {
    Index label;
    std::vector<Index> columns;
    Matrix matrix;              ///< [columns, columns]
    Index every = 1, seen = 0;  ///< one in so many words is taken; words so far
  };
  /// Those of this member's labels.
  const std::vector<Block>& blocks() const { return blocks_; }

  /// Where the model is least within each block. By all members. @param head [L, n]  @param gradient of its loss, ridge
  /// included
  Head step(Head head, const Head& gradient, float l1, float scale) const;

  /// Whether a weight is in one of the blocks.
  bool covers(Index label, Index column) const { return is_covered_(label, column); }

  /// Squared length of a step, in this metric. By all members.
  double squares(const Head& step) const;

 private:
  static double add(const ConstMatrixRef& batch, const ConstMatrixView& probabilities, Block& block);
  static void finish(const MetricPlace& place, double counted, Block& block);

  const Team& team_;
  std::vector<Block> blocks_;
  Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> is_covered_;  ///< [L, n + 1]
};

}  // namespace neurank::probe
