#include "probe/stacked_rows.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/adam.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

/// Rows of the gradient that are formed at a time: enough for a full-speed product, few enough that the update finds
/// them in the cache.
Index tile_rows(Index neurons) {
  constexpr Index numbers = Index{1} << 19, most = 256, least = 48, step = 16;
  return std::clamp(numbers / neurons / step * step, least, most);
}

double squares_of(const float* w, Index n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < n; ++i) sum += to_double(w[i]) * w[i];
  return sum;
}

}  // namespace

StackedRows::StackedRows(Index rows, Index neurons, Index scores, const BankSettings& settings)
    : settings_(settings), l1_(to_size(rows)), ridge_(to_size(rows)), squares_(to_size(rows)) {
  for (Matrix* matrix : {&weights_, &first_moment_, &second_moment_}) matrix->setZero(rows, neurons);
  bias_.setConstant(scores, no_label_bias);
  bias_first_moment_.setZero(scores);
  bias_second_moment_.setZero(scores);
}

void StackedRows::set(const Head& head, const LabelPlaces& places, Index row, Index score) {
  for (Index label = 0; label < places.num_labels(); ++label) {
    const Index at = places.of(label);
    if (at < places.num_weighted()) {
      weights_.row(row + at) = head.weights.row(label);
      squares_[row + at] = squares_of(weights_.row(row + at).data(), neurons());
    }
    bias_[score + at] = head.bias[label];
  }
}

Head StackedRows::head(const LabelPlaces& places, Index row, Index score) const {
  Head head{Matrix::Zero(places.num_labels(), neurons()), Vector(places.num_labels())};
  for (Index label = 0; label < places.num_labels(); ++label) {
    const Index at = places.of(label);
    if (at < places.num_weighted()) head.weights.row(label) = weights_.row(row + at);
    head.bias[label] = bias_[score + at];
  }
  return head;
}

void StackedRows::compute_scores(const ConstMatrixRef& batch, Range rows, Eigen::Ref<Matrix> scores) const {
  NEURANK_EXPECT(batch.cols() == neurons());
  if (rows.size() > 0) settings_.products.scores(batch, weights_.middleRows(rows.begin, rows.size()), scores);
}

void StackedRows::begin_step(double learning_rate) {
  ++steps_;
  learning_rate_ = learning_rate;
}

void StackedRows::penalize(Range rows, double l1, float ridge) {
  std::fill(l1_.begin() + rows.begin, l1_.begin() + rows.end, static_cast<float>(l1));
  std::fill(ridge_.begin() + rows.begin, ridge_.begin() + rows.end, ridge);
}

void StackedRows::update(const ConstMatrixRef& batch, const ConstMatrixRef& gradient, Range rows) {
  const Index tile = tile_rows(neurons());
  for (Index first = rows.begin; first < rows.end; first += tile) {
    const Index count = std::min(tile, rows.end - first);
    gradient_.resize(count, neurons());
    settings_.products.gradient(gradient.middleCols(first - rows.begin, count), batch, gradient_);
    update_tile(first);
  }
}

void StackedRows::update_tile(Index first) {
  const AdamStep step(learning_rate_, steps_);
#pragma omp parallel for schedule(static)
  for (Index i = 0; i < gradient_.rows(); ++i) {
    const Index r = first + i;
    const Stepped row = {.weights = weights_.row(r).data(),
                         .first_moments = first_moment_.row(r).data(),
                         .second_moments = second_moment_.row(r).data(),
                         .gradient = gradient_.row(i).data(),
                         .n = neurons()};
    if (settings_.step == StepRule::decay)
      proximal_adam(row, l1_[r], ridge_[r], step);
    else
      adam(row, l1_[r], ridge_[r], step);
    if (settings_.ridge == RidgeForm::norm) squares_[r] = squares_of(row.weights, row.n);
  }
}

void StackedRows::update_bias(const ConstMatrixRef& gradient, Range scores) {
  const Vector sums = gradient.colwise().sum();
  adam({.weights = bias_.data() + scores.begin,
        .first_moments = bias_first_moment_.data() + scores.begin,
        .second_moments = bias_second_moment_.data() + scores.begin,
        .gradient = sums.data(),
        .n = scores.size()},
       0, 0, AdamStep(learning_rate_, steps_));
}

double StackedRows::sum_of_squares(Range rows) const {
  double sum = 0;
  for (Index row = rows.begin; row < rows.end; ++row) sum += squares_[row];
  return sum;
}

std::vector<std::span<float>> StackedRows::state(Range rows, Range scores) {
  std::vector<std::span<float>> parts;
  for (Matrix* matrix : {&weights_, &first_moment_, &second_moment_})
    parts.emplace_back(matrix->data() + rows.begin * neurons(), to_size(rows.size() * neurons()));
  for (Vector* vector : {&bias_, &bias_first_moment_, &bias_second_moment_})
    parts.emplace_back(vector->data() + scores.begin, to_size(scores.size()));
  return parts;
}

void StackedRows::resume(Index steps) {
  steps_ = steps;
  for (Index r = 0; r < num_rows(); ++r) squares_[r] = squares_of(weights_.row(r).data(), neurons());
}

std::uint64_t StackedRows::bytes(Index rows, Index neurons) {
  const auto r = to_uint64(rows), n = to_uint64(neurons);
  return sizeof(float) * (3 * r * n + std::min(r, to_uint64(tile_rows(neurons))) * n);
}

}  // namespace neurank::probe
