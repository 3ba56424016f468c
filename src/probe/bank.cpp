#include "probe/bank.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

/// Rows of a head with the zeros that bring it to whole vectors, where these are no more than an eighth.
Index padded(Index labels) {
  constexpr Index vector = 8;
  const Index whole = (labels + vector - 1) / vector * vector;
  return whole - labels <= labels / 8 ? whole : labels;
}

std::vector<LabelPlaces> places_of(std::span<const HeadTask> tasks) {
  NEURANK_EXPECT(!tasks.empty());
  std::vector<LabelPlaces> places;
  for (const HeadTask& task : tasks) {
    NEURANK_EXPECT(task.start->bias.size() == task.start->weights.rows());
    places.emplace_back(task.weighted, task.start->weights.rows());
  }
  return places;
}

/// Where each head begins, and where the last one ends. @param size of a head
std::vector<Index> sums(const std::vector<LabelPlaces>& heads, const std::function<Index(const LabelPlaces&)>& size) {
  std::vector<Index> sums = {0};
  for (const LabelPlaces& head : heads) sums.push_back(sums.back() + size(head));
  return sums;
}

}  // namespace

Bank::Bank(std::span<const HeadTask> tasks, const BankSettings& settings)
    : tasks_(tasks.begin(), tasks.end()),
      places_(places_of(tasks)),
      offsets_(sums(places_,
                    [](const auto& head) { return head.is_whole() ? padded(head.num_labels()) : head.num_labels(); })),
      first_rows_(sums(
          places_, [](const auto& head) { return head.is_whole() ? padded(head.num_labels()) : head.num_weighted(); })),
      ridge_(settings.ridge),
      stacked_(first_rows_.back(), tasks.front().start->weights.cols(), offsets_.back(), settings),
      losses_(tasks.size()) {
  for (std::size_t h = 0; h < tasks_.size(); ++h)
    stacked_.set(*tasks_[h].start, places_[h], first_rows_[h], offsets_[h]);
}

void Bank::step(const ConstMatrixRef& batch, std::span<const Index> rows, double learning_rate) {
  NEURANK_EXPECT(batch.rows() == to_index(rows.size()) && !rows.empty());
  stacked_.begin_step(learning_rate);
  scores_.resize(batch.rows(), offsets_.back());
  compute_scores(batch);
  softmax_gradient(rows);
  penalize();
  update_weights(batch);
  stacked_.update_bias(scores_, {0, scores_.cols()});
}

/// One product for all heads, or one for each where some scores come from no weights.
void Bank::compute_scores(const ConstMatrixRef& batch) {
  if (is_one_product()) return stacked_.compute_scores(batch, {0, stacked_.num_rows()}, scores_);
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    auto scores = scores_.middleCols(offsets_[h], offsets_[h + 1] - offsets_[h]);
    scores.rightCols(scores.cols() - rows_of(h).size()).setZero();
    stacked_.compute_scores(batch, rows_of(h), scores.leftCols(rows_of(h).size()));
  }
}

/// For each head 1 / rows of the batch that have a label of it; 0 for none.
std::vector<float> Bank::row_weights(std::span<const Index> rows) const {
  std::vector<float> weights(tasks_.size());
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    const bool is_as_before = h > 0 && tasks_[h].targets == tasks_[h - 1].targets && labels(h) == labels(h - 1);
    weights[h] = is_as_before ? weights[h - 1] : weight_of_each_known(*tasks_[h].targets, rows, labels(h));
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
      for (std::size_t h = 0; h < tasks_.size(); ++h) subtract_largest(scores_of(b, h), stacked_.bias(offsets_[h]));
    exponentiate({&scores_(first, 0), to_size((end - first) * scores_.cols())});
    for (Index b = first; b < end; ++b)
      for (std::size_t h = 0; h < tasks_.size(); ++h) {
        const std::span<float> z = scores_of(b, h);
        const std::int32_t target = (*tasks_[h].targets)[rows[b]];
        if (target >= 0 && target < labels(h))
          finish_gradient(z, labels(h), places_[h].of(target), weights[h]);
        else
          std::fill(z.begin(), z.end(), 0.0f);
      }
  }
  measure_losses(rows, weights);
}

void Bank::measure_losses(std::span<const Index> rows, const std::vector<float>& weights) {
#pragma omp parallel for schedule(static)
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    float sum = 0;
    for (Index b = 0; b < scores_.rows(); ++b) {
      const std::int32_t target = (*tasks_[h].targets)[rows[b]];
      if (target < 0 || target >= labels(h)) continue;
      sum += loss_of(scores_(b, offsets_[h] + places_[h].of(target)), weights[h]);
    }
    losses_[h] = sum * weights[h];
  }
}

std::span<float> Bank::scores_of(Index row, std::size_t head) {
  return {&scores_(row, offsets_[head]), to_size(offsets_[head + 1] - offsets_[head])};
}

void Bank::penalize() {
  for (std::size_t h = 0; h < tasks_.size(); ++h) {
    const Penalty& penalty = tasks_[h].penalty;
    const double squares = ridge_ == RidgeForm::norm ? stacked_.sum_of_squares(rows_of(h)) : 0;
    stacked_.penalize(rows_of(h), penalty.l1, ridge_factor(ridge_, penalty.l2, squares));
  }
}

void Bank::update_weights(const ConstMatrixRef& batch) {
  if (is_one_product()) return stacked_.update(batch, scores_, {0, stacked_.num_rows()});
  for (std::size_t h = 0; h < tasks_.size(); ++h)
    stacked_.update(batch, scores_.middleCols(offsets_[h], rows_of(h).size()), rows_of(h));
}

Head Bank::head(std::size_t i) const { return stacked_.head(places_[i], first_rows_[i], offsets_[i]); }

std::vector<std::span<float>> Bank::state() {
  std::vector<std::span<float>> parts;
  for (std::size_t h = 0; h < tasks_.size(); ++h)
    for (const std::span<float> part : stacked_.state({first_rows_[h], first_rows_[h] + places_[h].num_weighted()},
                                                      {offsets_[h], offsets_[h] + places_[h].num_labels()}))
      parts.push_back(part);
  return parts;
}

std::uint64_t Bank::bytes(Index columns, Index neurons, Index batch) {
  return StackedRows::bytes(columns, neurons) + sizeof(float) * to_uint64(columns) * to_uint64(batch);
}

}  // namespace neurank::probe
