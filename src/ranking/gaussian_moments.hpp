#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// How K candidate neurons vary together within the words of each label. Words without a label of the task are not
/// among them.
struct GaussianMoments {
  std::vector<Index> candidates;            ///< [K] columns of the batches, in the order of all that follows
  std::vector<std::int64_t> count;          ///< [L] words of each label
  std::int64_t words = 0;                   ///< of all labels
  LabelValues mean;                         ///< [L, K]; zeros for a label without words
  std::vector<Eigen::MatrixXd> covariance;  ///< [L] of [K, K], the population's; zeros for a label of no or one word
  std::vector<double> overall_mean;         ///< [K] of all these words; zeros where there are none
  std::vector<double> overall_variance;     ///< [K] population's; exactly 0 for a neuron that never varies
};

/// Gathers the moments from batches of words. Sums are in double precision, of deviations from the first word of the
/// label, so that they lose nothing where means are far from 0. A label's words are multiplied in blocks of 64 counted
/// from its first, so that the bits do not depend on how words are cut into batches; they do on the BLAS and its
/// threads. Memory: 8 L K² bytes and 268 L K. O(K²) for a word.
class GaussianMomentSums {
 public:
  /// @param candidates [K] distinct columns of the batches to come, at least one
  GaussianMomentSums(Index labels, std::vector<Index> candidates);

  /// @param batch [B, N], finite  @param labels [B]; words with one outside [0, L) are left out
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  /// Those of all words so far. Uses up the sums, which are large.
  GaussianMoments moments() &&;

 private:
  void add_pending(Index label, Index words);

  std::vector<Index> candidates_;
  std::vector<std::int64_t> count_;
  Matrix origin_;                          ///< [L, K] the first word of each label
  std::vector<Matrix> pending_;            ///< [L] of [64, K]: words that are not in the sums yet
  LabelValues sum_;                        ///< [L, K] of deviations from the origin
  std::vector<Eigen::MatrixXd> products_;  ///< [L] of [K, K] of the same, lower triangle
};

}  // namespace neurank::ranking
