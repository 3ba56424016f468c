#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "base/matrix.hpp"
#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// What the words of each label say of each neuron. Words without a label of the task are not among them.
struct ClassMoments {
  std::vector<std::int64_t> count;       ///< [L] words of each label
  std::int64_t words = 0;                ///< of all labels
  LabelValues mean, variance;            ///< [L, N]; the variance is the population's; zeros for a label without words
  std::vector<double> overall_mean;      ///< [N] of all these words; zeros where there are none, as the three below
  std::vector<double> overall_variance;  ///< [N] population's; exactly 0 for a neuron that never varies
  std::vector<double> minimum, maximum;  ///< [N]

  Index labels() const { return mean.rows(); }
  Index neurons() const { return mean.cols(); }

  /// Share of a label's words, p_c. @pre there are words
  double share(Index label) const;

  /// [N] square roots of the overall variances.
  std::vector<double> deviation() const;
};

/// Gathers class moments of one task from batches of words; several of them can be fed from the same batches. Sums are
/// in double precision, of deviations from the first word of the label, so that they lose nothing where means are far
/// from 0. A neuron's words are summed by one thread in the order of the batches: the bits depend neither on threads
/// nor on how words are cut into batches. Memory: 20 bytes for each label and neuron.
class ClassMomentSums {
 public:
  ClassMomentSums(Index labels, Index neurons);

  /// Memory of the sums and of the moments that become of them.
  static std::uint64_t bytes(Index labels, Index neurons) {
    return to_uint64(labels * neurons) * (sizeof(float) + 4 * sizeof(double));
  }

  /// @param batch [B, N], finite  @param labels [B]; words with one outside [0, L) are left out
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  /// Those of all words so far.
  ClassMoments moments() const;

 private:
  std::vector<std::int64_t> count_;
  Matrix origin_;              ///< [L, N] the first word of each label
  LabelValues sum_, squares_;  ///< [L, N] of deviations from it
  std::vector<float> low_, high_;
};

}  // namespace neurank::ranking
