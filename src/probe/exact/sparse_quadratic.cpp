#include "probe/exact/sparse_quadratic.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/soft_threshold.hpp"

namespace neurank::probe {
namespace {

/// Coordinate descent at work.
class Descent {
 public:
  explicit Descent(const SparseQuadratic& problem) : problem_(problem), w_(problem.here), slope_(problem.slope) {}

  /// Over all coordinates, or those that are not 0. @return squares of the steps in the metric's diagonal
  double sweep(bool all) {
    double squares = 0;
    for (Index i = 0; i < w_.size(); ++i) {
      if (!all && w_[i] == 0) continue;
      const float bend = problem_.scale * problem_.metric(i, i);
      const float step = soft_threshold(w_[i] - slope_[i] / bend, problem_.l1[i] / bend) - w_[i];
      if (step == 0) continue;
      w_[i] += step;
      slope_ += (problem_.scale * step) * problem_.metric.row(i).transpose();
      squares += to_double(bend) * to_double(step) * to_double(step);
    }
    return squares;
  }

  Vector result() && { return std::move(w_); }

 private:
  const SparseQuadratic& problem_;
  Vector w_, slope_;  ///< the latter of the quadratic part, at w
};

/// The shift that settle_shifts() adds to a column: the derivative of its penalty grows with it, and jumps where a
/// weight becomes 0. @param weights sorted on the way  @pre l2 > 0
float best_shift(float l1, float l2, std::vector<float>& weights) {
  std::sort(weights.begin(), weights.end(), std::greater<>());
  double sum = 0;
  for (const float w : weights) sum += to_double(w);
  const auto count = to_double(weights.size());
  // Weights in falling order reach 0 at growing shifts -w. Between two of them i weights are above 0.
  for (std::size_t i = 0; i <= weights.size(); ++i) {
    const double above = to_double(i), push = to_double(l1) * (2 * above - count);
    const double shift = -(push / (2 * to_double(l2)) + sum) / count;
    const double begin = i == 0 ? -INFINITY : -to_double(weights[i - 1]);
    const double end = i == weights.size() ? INFINITY : -to_double(weights[i]);
    if (shift <= begin) return static_cast<float>(begin);
    if (shift < end) return static_cast<float>(shift);
  }
  return 0;
}

}  // namespace

Vector minimize(const SparseQuadratic& problem, double part, Index sweeps) {
  const Index n = problem.here.size();
  NEURANK_EXPECT(problem.metric.rows() == n && problem.slope.size() == n && problem.l1.size() == n);
  Descent descent(problem);
  const double enough = part * descent.sweep(true);
  for (Index i = 1; i < sweeps; ++i) {
    while (descent.sweep(false) > enough && ++i < sweeps) {
    }
    if (descent.sweep(true) <= enough) break;
  }
  return std::move(descent).result();
}

void settle_shifts(float l1, float l2, Eigen::Ref<Matrix> weights) {
  std::vector<float> column(to_size(weights.rows()));
  for (Index n = 0; n < weights.cols(); ++n) {
    Index zeros = 0, balance = 0;
    float sum = 0;
    for (Index label = 0; label < weights.rows(); ++label) {
      const float w = column[to_size(label)] = weights(label, n);
      zeros += w == 0;
      balance += (w > 0) - (w < 0);
      sum += w;
    }
    const float slope = l1 * static_cast<float>(balance) + 2 * l2 * sum;
    if (std::abs(slope) <= l1 * static_cast<float>(zeros)) continue;
    weights.col(n).array() += best_shift(l1, l2, column);
  }
}

}  // namespace neurank::probe
