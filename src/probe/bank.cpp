#include "probe/bank.hpp"

#include <algorithm>
#include <cmath>

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

/// Rows of a head with the zeros that bring it to whole vectors, where these are no more than an eighth.
Index padded(Index labels) {
  constexpr Index vector = 8;
  const Index whole = (labels + vector - 1) / vector * vector;
  return whole - labels <= labels / 8 ? whole : labels;
}

double sum_of_squares(const float* w, Index n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < n; ++i) sum += to_double(w[i]) * w[i];
  return sum;
}

/// Where the scores of labels stand when those with weights come first.
std::vector<Index> places_of(const std::vector<Index>& weighted, Index labels) {
  std::vector<Index> places(to_size(labels), -1);
  Index next = 0;
  for (const Index label : weighted) places[to_size(label)] = next++;
  for (Index& place : places)
    if (place < 0) place = next++;
  return places;
}

}  // namespace

Bank::Bank(std::span<const HeadTask> tasks, const BankSettings& settings)
    : tasks_(tasks.begin(), tasks.end()), offsets_{0}, first_rows_{0}, places_(tasks.size()), settings_(settings) {
  NEURANK_EXPECT(!tasks_.empty());
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    NEURANK_EXPECT(tasks_[h].start->bias.size() == labels(h));
    const LabelList& weighted = tasks_[h].weighted;
    const bool is_partial = weighted != nullptr && to_index(weighted->size()) < labels(h);
    if (is_partial) places_[h] = places_of(*weighted, labels(h));
    const Index scores = is_partial ? labels(h) : padded(labels(h)), rows = is_partial ? num_weighted(h) : scores;
    offsets_.push_back(offsets_.back() + scores);
    first_rows_.push_back(first_rows_.back() + rows);
    head_of_.insert(head_of_.end(), to_size(rows), h);
  }
  const Index rows = first_rows_.back(), neurons = tasks_.front().start->weights.cols();
  for (Matrix* matrix : {&weights_, &first_moment_, &second_moment_}) matrix->setZero(rows, neurons);
  bias_.setConstant(offsets_.back(), no_label_bias);
  for (std::size_t h = 0; h < tasks_.size(); ++h)
    for (Index label = 0; label < labels(h); ++label) {
      const Index at = place(h, label);
      if (at < num_weighted(h)) weights_.row(first_rows_[h] + at) = tasks_[h].start->weights.row(label);
      bias_[offsets_[h] + at] = tasks_[h].start->bias[label];
    }
  bias_first_moment_.setZero(offsets_.back());
  bias_second_moment_.setZero(offsets_.back());
  squares_.resize(to_size(rows));
  refresh_squares();
  ridge_factor_.resize(tasks_.size());
}

Index Bank::num_weighted(std::size_t head) const {
  return is_whole(head) ? labels(head) : to_index(tasks_[head].weighted->size());
}

void Bank::step(const ConstMatrixRef& batch, std::span<const Index> rows, double learning_rate) {
  NEURANK_EXPECT(batch.cols() == weights_.cols());
  NEURANK_EXPECT(batch.rows() == to_index(rows.size()) && !rows.empty());
  ++steps_;
  learning_rate_ = learning_rate;
  scores_.resize(batch.rows(), offsets_.back());
  compute_scores(batch);
  softmax_gradient(rows);
  refresh_norms();
  update_weights(batch);
  update_bias();
}

/// One product for all heads, or one for each where some scores come from no weights.
void Bank::compute_scores(const ConstMatrixRef& batch) {
  if (weights_.rows() == scores_.cols()) return settings_.products.scores(batch, weights_, scores_);
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    const Index rows = first_rows_[h + 1] - first_rows_[h];
    auto scores = scores_.middleCols(offsets_[h], offsets_[h + 1] - offsets_[h]);
    scores.rightCols(scores.cols() - rows).setZero();
    if (rows > 0) settings_.products.scores(batch, weights_.middleRows(first_rows_[h], rows), scores.leftCols(rows));
  }
}

/// For each head 1 / rows of the batch that have a label of it; 0 for none.
std::vector<float> Bank::row_weights(std::span<const Index> rows) const {
  std::vector<float> weights(tasks_.size());
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    if (h > 0 && tasks_[h].targets == tasks_[h - 1].targets && labels(h) == labels(h - 1)) {
      weights[h] = weights[h - 1];
      continue;
    }
    const auto& targets = *tasks_[h].targets;
    const auto known = std::count_if(rows.begin(), rows.end(),
                                     [&](Index row) { return targets[row] >= 0 && targets[row] < labels(h); });
    weights[h] = known > 0 ? 1.0f / static_cast<float>(known) : 0.0f;
  }
  return weights;
}

/// scores_ -> d(mean cross entropy)/d(scores), head by head; the bias is added on the way.
void Bank::softmax_gradient(std::span<const Index> rows) {
  const std::vector<float> weights = row_weights(rows);
  constexpr Index block = 16;  // rows that stay in the nearest cache
#pragma omp parallel for schedule(static)
  for (Index first = 0; first < scores_.rows(); first += block) {
    const Index end = std::min(first + block, scores_.rows());
    for (Index b = first; b < end; ++b)
      for (std::size_t h = 0; h < tasks_.size(); ++h) subtract_largest(scores_of(b, h), &bias_[offsets_[h]]);
    exponentiate({&scores_(first, 0), to_size((end - first) * scores_.cols())});
    for (Index b = first; b < end; ++b)
      for (std::size_t h = 0; h < tasks_.size(); ++h) {
        const std::span<float> z = scores_of(b, h);
        const std::int32_t target = (*tasks_[h].targets)[rows[b]];
        if (target >= 0 && target < labels(h))
          finish_gradient(z, labels(h), place(h, target), weights[h]);
        else
          std::fill(z.begin(), z.end(), 0.0f);
      }
  }
}

std::span<float> Bank::scores_of(Index row, std::size_t head) {
  return {&scores_(row, offsets_[head]), to_size(offsets_[head + 1] - offsets_[head])};
}

void Bank::refresh_norms() {
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    const double l2 = tasks_[h].penalty.l2;
    if (settings_.ridge == RidgeForm::squared) {
      ridge_factor_[h] = static_cast<float>(2 * l2);
      continue;
    }
    double squares = 0;
    for (Index row = first_rows_[h]; row < first_rows_[h + 1]; ++row) squares += squares_[row];
    ridge_factor_[h] = squares > 0 ? static_cast<float>(l2 / std::sqrt(squares)) : 0.0f;
  }
}

void Bank::update_weights(const ConstMatrixRef& batch) {
  if (weights_.rows() == scores_.cols()) return update_weights(batch, 0, {0, weights_.rows()});
  for (std::size_t h = 0; h < tasks_.size(); ++h)
    update_weights(batch, offsets_[h], {first_rows_[h], first_rows_[h + 1]});
}

/// Rows of weights whose scores begin at `first_score`.
void Bank::update_weights(const ConstMatrixRef& batch, Index first_score, Range rows) {
  const Index tile = tile_rows(weights_.cols());
  for (Index first = rows.begin; first < rows.end; first += tile) {
    const Index count = std::min(tile, rows.end - first);
    gradient_.resize(count, weights_.cols());
    settings_.products.gradient(scores_.middleCols(first_score + first - rows.begin, count), batch, gradient_);
    update_rows(first);
  }
}

void Bank::update_rows(Index first) {
  const AdamStep step(learning_rate_, steps_);
  const Index n = weights_.cols();
#pragma omp parallel for schedule(static)
  for (Index i = 0; i < gradient_.rows(); ++i) {
    const Index c = first + i;
    const std::size_t h = head_of_[c];
    const Stepped row = {.weights = weights_.row(c).data(),
                         .first_moments = first_moment_.row(c).data(),
                         .second_moments = second_moment_.row(c).data(),
                         .gradient = gradient_.row(i).data(),
                         .n = n};
    const auto l1 = static_cast<float>(tasks_[h].penalty.l1);
    if (settings_.step == StepRule::decay)
      proximal_adam(row, l1, ridge_factor_[h], step);
    else
      adam(row, l1, ridge_factor_[h], step);
    if (settings_.ridge == RidgeForm::norm) squares_[c] = sum_of_squares(weights_.row(c).data(), n);
  }
}

void Bank::update_bias() {
  const Vector gradient = scores_.colwise().sum();
  adam({.weights = bias_.data(),
        .first_moments = bias_first_moment_.data(),
        .second_moments = bias_second_moment_.data(),
        .gradient = gradient.data(),
        .n = gradient.size()},
       0, 0, AdamStep(learning_rate_, steps_));
}

Head Bank::head(std::size_t i) const {
  Head head{Matrix::Zero(labels(i), weights_.cols()), Vector(labels(i))};
  for (Index label = 0; label < labels(i); ++label) {
    const Index at = place(i, label);
    if (at < num_weighted(i)) head.weights.row(label) = weights_.row(first_rows_[i] + at);
    head.bias[label] = bias_[offsets_[i] + at];
  }
  return head;
}

std::vector<std::span<float>> Bank::state() {
  std::vector<std::span<float>> parts;
  const Index n = weights_.cols();
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    for (Matrix* matrix : {&weights_, &first_moment_, &second_moment_})
      parts.emplace_back(matrix->data() + first_rows_[h] * n, to_size(num_weighted(h) * n));
    for (Vector* vector : {&bias_, &bias_first_moment_, &bias_second_moment_})
      parts.emplace_back(vector->data() + offsets_[h], to_size(labels(h)));
  }
  return parts;
}

void Bank::resume(Index steps) {
  steps_ = steps;
  refresh_squares();
}

void Bank::refresh_squares() {
  for (Index c = 0; c < weights_.rows(); ++c) squares_[c] = sum_of_squares(weights_.row(c).data(), weights_.cols());
}

std::uint64_t Bank::bytes(Index columns, Index neurons, Index batch) {
  const auto c = to_uint64(columns), n = to_uint64(neurons);
  return sizeof(float) * (3 * c * n + std::min(c, to_uint64(tile_rows(neurons))) * n + c * to_uint64(batch));
}

}  // namespace neurank::probe
