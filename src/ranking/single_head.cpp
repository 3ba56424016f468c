#include "ranking/single_head.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/index.hpp"

namespace neurank::ranking {
namespace {

using Doubles = Eigen::Array<double, 1, Eigen::Dynamic>;
using Table = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double ridge = 1e-7;

/// The head of least loss. All biases may go up together without a change in what it says: they stay where the steps
/// leave them, which conjugate gradients can do without.
class HeadFit {
 public:
  explicit HeadFit(const BinnedWords& words)
      : words_(words),
        table_(words.of_label.rows(), words.value.size()),
        mass_(table_.rows()),
        centre_(mass_),
        spread_(mass_) {}

  /// Newton's method from the shares of the labels.
  SingleHead minimise() {
    constexpr int most_steps = 100, most_halvings = 40;
    SingleHead head = SingleHead::Zero(table_.rows(), 2);
    head.col(0) = words_.of_label.col(0).log();
    double loss = loss_of(head);
    for (int i = 0; i < most_steps; ++i) {
      const SingleHead gradient = gradient_at(head);
      const SingleHead step = newton_step(gradient);
      const double slope = (gradient * step).sum();
      if (-slope < small_decrement) return head + step;
      double length = 1, next = loss_of(head + step);
      for (int k = 0; k < most_halvings && !(next <= loss + 1e-4 * length * slope); ++k) {
        length /= 2;
        next = loss_of(head + length * step);
      }
      if (!(next < loss)) break;
      head += length * step;
      loss = next;
    }
    return head;
  }

 private:
  static constexpr double small_decrement = 1e-12;  ///< nats: a step gains half of it

  /// Leaves exponentials in the table, to be divided by total_.
  double loss_of(const SingleHead& head) {
    Doubles largest = Doubles::Constant(table_.cols(), -std::numeric_limits<double>::infinity());
    for (Index k = 0; k < table_.rows(); ++k) {
      table_.row(k) = head(k, 0) + head(k, 1) * words_.value;
      largest = largest.max(table_.row(k));
    }
    total_ = Doubles::Zero(table_.cols());
    for (Index k = 0; k < table_.rows(); ++k) {
      table_.row(k) = (table_.row(k) - largest).exp();
      total_ += table_.row(k);
    }
    return (words_.share * (largest + total_.log())).sum() - (head * words_.of_label).sum() +
           ridge * head.col(1).square().sum();
  }

  /// @pre loss_of(head) came last; probabilities are in the table now
  SingleHead gradient_at(const SingleHead& head) {
    constexpr double least_mass = 1e-12;  // of a label that a step has all but lost
    const Doubles inverse = 1 / total_, first = words_.share * words_.value, second = first * words_.value;
    SingleHead gradient(table_.rows(), 2);
    for (Index k = 0; k < table_.rows(); ++k) {
      table_.row(k) *= inverse;
      const double mass = std::max((table_.row(k) * words_.share).sum(), least_mass);
      const double moment = (table_.row(k) * first).sum();
      gradient(k, 0) = mass;
      gradient(k, 1) = moment;
      mass_[k] = mass;
      centre_[k] = moment / mass;
      spread_[k] = std::max((table_.row(k) * second).sum() - moment * centre_[k], 0.0) + 2 * ridge;
    }
    gradient -= words_.of_label;
    gradient.col(1) += 2 * ridge * head.col(1);
    return gradient;
  }

  /// Divides by the curvature's blocks of one label each, its mass and moments. What they leave are products of two
  /// labels' probabilities, which vary slowly with the value, so that few directions of it matter.
  SingleHead preconditioned(const SingleHead& residual) const {
    SingleHead result(residual.rows(), 2);
    result.col(1) = (residual.col(1) - centre_ * residual.col(0)) / spread_;
    result.col(0) = residual.col(0) / mass_ - centre_ * result.col(1);
    return result;
  }

  SingleHead curvature_times(const SingleHead& direction) const {
    Doubles mean = Doubles::Zero(table_.cols());
    for (Index k = 0; k < table_.rows(); ++k)
      mean += table_.row(k) * (direction(k, 0) + direction(k, 1) * words_.value);
    mean *= words_.share;
    const Doubles moment = mean * words_.value;
    SingleHead result(table_.rows(), 2);
    result.col(0) = mass_ * (direction.col(0) + centre_ * direction.col(1));
    result.col(1) = centre_ * result.col(0) + spread_ * direction.col(1);
    for (Index k = 0; k < table_.rows(); ++k) {
      result(k, 0) -= (table_.row(k) * mean).sum();
      result(k, 1) -= (table_.row(k) * moment).sum();
    }
    return result;
  }

  /// Conjugate gradients, the more exact the nearer the optimum is, so that each step doubles the digits.
  SingleHead newton_step(const SingleHead& gradient) const {
    constexpr int most_products = 200;
    SingleHead step = SingleHead::Zero(table_.rows(), 2), residual = -gradient;
    SingleHead scaled = preconditioned(residual), direction = scaled;
    double product = (residual * scaled).sum();
    const double goal = std::max(product * std::min(0.01, product), 1e-3 * small_decrement);
    for (int i = 0; i < most_products && product > goal; ++i) {
      const SingleHead bent = curvature_times(direction);
      const double curvature = (direction * bent).sum();
      if (!(curvature > 0)) break;
      const double length = product / curvature;
      step += length * direction;
      residual -= length * bent;
      scaled = preconditioned(residual);
      const double before = std::exchange(product, (residual * scaled).sum());
      direction = scaled + product / before * direction;
    }
    return step;
  }

  const BinnedWords& words_;
  Table table_;                            ///< [K, B] exponentials, or probabilities
  Doubles total_;                          ///< [B] sum over labels of the exponentials
  Eigen::ArrayXd mass_, centre_, spread_;  ///< [K] of a label's words by the head: their share, mean value, and mass
                                           ///< times the variance about it with the ridge
};

}  // namespace

SingleHead head_of(const BinnedWords& words) {
  NEURANK_EXPECT(words.value.size() == words.share.size() && (words.of_label.col(0) > 0).all());
  return HeadFit(words).minimise();
}

}  // namespace neurank::ranking
