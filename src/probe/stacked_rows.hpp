#pragma once

#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "base/products.hpp"
#include "probe/head.hpp"
#include "probe/label_places.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// What heads that are trained at once have in common.
struct BankSettings {
  StepRule step = StepRule::constant;
  RidgeForm ridge = RidgeForm::squared;
  Products products = Products();
};

/// Rows of weights [R, N] of heads that are trained at once, and a bias for each of their scores, with Adam's moments
/// of all (beta 0.9 and 0.999, epsilon 1e-8). Which of them belong to which head its owner knows.
class StackedRows {
 public:
  /// All weights are zero and all biases no_label_bias.
  StackedRows(Index rows, Index neurons, Index scores, const BankSettings& settings);

  Index num_rows() const { return weights_.rows(); }
  Index num_scores() const { return bias_.size(); }
  Index neurons() const { return weights_.cols(); }
  const float* bias(Index score) const { return &bias_[score]; }

  /// Takes over a head. @param row the first of its rows  @param score the first of its scores
  void set(const Head& head, const LabelPlaces& places, Index row, Index score);

  /// The head whose rows and scores begin here, [L, N].
  Head head(const LabelPlaces& places, Index row, Index score) const;

  /// Scores, without the biases. @param batch [B, N]  @param scores [B, rows] overwritten
  void compute_scores(const ConstMatrixRef& batch, Range rows, Eigen::Ref<Matrix> scores) const;

  /// Begins the next step.
  void begin_step(double learning_rate);

  /// From now on the loss has l1 * sum |W| + ridge / 2 * sum W^2 of these rows, too.
  void penalize(Range rows, double l1, float ridge);

  /// Takes the step of these rows. @param gradient [B, rows] of the mean cross entropy in the scores
  void update(const ConstMatrixRef& batch, const ConstMatrixRef& gradient, Range rows);

  /// Takes the step of these scores' biases. @param gradient [B, scores]
  void update_bias(const ConstMatrixRef& gradient, Range scores);

  /// Sum of the squares of weights as they were before the step. @pre RidgeForm::norm
  double sum_of_squares(Range rows) const;

  /// What changes from step to step: weights with both moments, row after row, then biases with both.
  std::vector<std::span<float>> state(Range rows, Range scores);

  /// Goes on from what was written into state(), after so many steps.
  void resume(Index steps);

  /// Memory of so many rows, in bytes.
  static std::uint64_t bytes(Index rows, Index neurons);

 private:
  void update_tile(Index first);

  BankSettings settings_;
  double learning_rate_ = 0;  ///< of the latest step
  Index steps_ = 0;
  Matrix weights_, first_moment_, second_moment_;         ///< [R, N]
  Vector bias_, bias_first_moment_, bias_second_moment_;  ///< [scores]
  std::vector<float> l1_, ridge_;                         ///< [R]
  std::vector<double> squares_;                           ///< [R] sum of squares of each row
  Matrix gradient_;                                       ///< [a tile of R, N]; kept, since fresh memory is slow
};

}  // namespace neurank::probe
