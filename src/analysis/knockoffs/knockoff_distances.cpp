#include "analysis/knockoffs/knockoff_distances.hpp"

#include <Eigen/Cholesky>
#include <limits>

#include "base/error.hpp"
#include "base/index.hpp"

namespace neurank::analysis {
namespace {

class Descent {
 public:
  explicit Descent(const Eigen::MatrixXd& correlation) : correlation_(correlation) {}

  Eigen::VectorXd run() {
    constexpr int most_steps = 100;
    constexpr double small = 1e-9;  // part of the loss that another step could gain
    start();
    for (int i = 0; i < most_steps; ++i) {
      const auto [step, gain] = newton_step();
      if (gain <= small * loss_ || !go(step, gain)) break;
    }
    return distances_;
  }

 private:
  /// The first of 1, 1/2, 1/4, … that is small enough for all.
  void start() {
    Eigen::VectorXd distances = Eigen::VectorXd::Ones(correlation_.rows());
    while (!move_to(distances)) {
      distances /= 2;
      NEURANK_EXPECT(distances[0] > std::numeric_limits<double>::epsilon());
    }
  }

  /// False, and nothing changes, where 2 Σ - D has no Cholesky factor or the loss is no less than `most`.
  bool move_to(const Eigen::VectorXd& distances, double most = std::numeric_limits<double>::infinity()) {
    Eigen::MatrixXd left = 2 * correlation_;
    left.diagonal() -= distances;
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(left);
    if (factor.info() != Eigen::Success) return false;
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(left.rows(), left.cols());
    factor.solveInPlace(inverse);
    const double loss = inverse.trace() + distances.cwiseInverse().sum();
    if (!(loss < most)) return false;
    inverse_.swap(inverse);
    distances_ = distances;
    loss_ = loss;
    return true;
  }

  struct Step {
    Eigen::VectorXd of_logs;  ///< [N]
    double gain;              ///< of the loss, to first order
  };

  Step newton_step() const {
    Eigen::MatrixXd curvature = inverse_ * inverse_;
    const Eigen::VectorXd squares = curvature.diagonal();
    const Eigen::VectorXd slope = distances_.cwiseProduct(squares) - distances_.cwiseInverse();
    curvature = 2 * (distances_.asDiagonal() * curvature.cwiseProduct(inverse_) * distances_.asDiagonal());
    curvature.diagonal() += distances_.cwiseProduct(squares) + distances_.cwiseInverse();
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(curvature);
    Step step = {factor.solve(-slope), 0};
    step.gain = -slope.dot(step.of_logs);
    return step;
  }

  /// As far along a step as is allowed and leads down; false where that is nowhere.
  bool go(const Eigen::VectorXd& step, double gain) {
    constexpr double least_part = 1e-6, of_gain = 1e-4;
    const Eigen::VectorXd before = distances_;
    for (double part = 1; part > least_part; part /= 2)
      if (move_to(before.array() * (part * step.array()).exp(), loss_ - of_gain * part * gain)) return true;
    return false;
  }

  const Eigen::MatrixXd& correlation_;
  Eigen::VectorXd distances_;  ///< [N] the diagonal of D
  Eigen::MatrixXd inverse_;    ///< [N, N] (2 Σ - D)⁻¹
  double loss_ = 0;
};

}  // namespace

Eigen::VectorXd minimum_variance_distances(const Eigen::MatrixXd& correlation) {
  NEURANK_EXPECT(correlation.rows() == correlation.cols() && correlation.rows() > 0);
  return Descent(correlation).run();
}

}  // namespace neurank::analysis
