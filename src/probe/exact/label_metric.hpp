#pragma once

#include <Eigen/Cholesky>
#include <vector>

#include "probe/exact/at_work.hpp"
#include "probe/exact/loss_pass.hpp"

namespace neurank::probe {

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

constexpr float least_scale = 2;  ///< of a metric: what labels have to do with each other makes up to 2 of 1

/// How a head's loss bends in the numbers of each label for itself: the second derivatives, mean p (1 - p) x x^T + 2
/// l2, in blocks of numbers where all of a label's take too much time or memory. What labels and blocks have to do with
/// each other is left out; where words are many, every so many of them stands for the others. Each member of a team has
/// the blocks of some labels.
class LabelMetric {
 public:
  /// Some numbers of one label that lie together.
  struct Block {
    Index label;
    Range places;                ///< in the vector of the numbers at work
    std::vector<Index> columns;  ///< theirs; of the bias n
    Matrix matrix;               ///< [places, places]
    Index every = 1, seen = 0;   ///< one in so many words is taken; words so far
  };

  /// One pass over the unsure words. @param at_work outlives this object  @param bytes that the blocks may take
  LabelMetric(LossPasses& passes, const MetricPlace& place, const AtWork& at_work, std::uint64_t bytes);

  /// Of blocks that were formed before.
  LabelMetric(const Team& team, const AtWork& at_work, std::vector<Block> blocks)
      : team_(team), at_work_(at_work), blocks_(std::move(blocks)) {}

  /// Those of this member's labels.
  const std::vector<Block>& blocks() const { return blocks_; }

  /// Where slope * (w - here) + scale / 2 (w - here)^T metric (w - here) + sum l1 |w| is least within each block, as
  /// nearly as a few sweeps tell. By all members. @param l1 of each number
  Vector step(const Vector& here, const Vector& slope, const Vector& l1, float scale) const;

  /// Squared length of a step, in this metric. By all members.
  double squares(const Vector& step) const;

  const AtWork& at_work() const { return at_work_; }
  const Team& team() const { return team_; }

 private:
  static double add(const ConstMatrixRef& batch, const ConstMatrixView& probabilities, float least, Block& block);
  static void finish(const MetricPlace& place, double counted, Block& block);

  const Team& team_;
  const AtWork& at_work_;
  std::vector<Block> blocks_;
};

/// Blocks of this member's labels, their matrices 0, as wide as may be. @param words of a pass  @param passes whose
/// time their forming may take  @param bytes that those of all members may take
std::vector<LabelMetric::Block> metric_blocks(const Team& team, const AtWork& at_work, Index words, double passes,
                                              std::uint64_t bytes);

/// Passes whose time a metric's forming may take: fewer where the ridge outweighs what columns have to do with each
/// other, and wide blocks save few steps. @param sureness [L] as in MetricPlace
double passes_of_a_metric(const Eigen::VectorXd& sureness, double l2);

/// Words that are enough for a block's matrix: with a thousand, and four a number, it differs from that of all words by
/// less than what labels have to do with each other.
Index enough_words(Index numbers);

/// A metric, inverted on some of its numbers: the others stay 0. By all members.
class FaceInverse {
 public:
  /// @param is_on_face of each number at work  @param metric outlives this object
  FaceInverse(const LabelMetric& metric, const std::vector<bool>& is_on_face);

  Vector times(const Vector& numbers) const;

 private:
  struct Part {
    std::vector<Index> places;
    Eigen::LLT<Eigen::MatrixXf> factor;
  };
  const LabelMetric& metric_;
  std::vector<Part> parts_;
};

}  // namespace neurank::probe
