#include "pretrain/prediction_order.hpp"

#include <ATen/ops/full_like.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::pretrain {
namespace {

constexpr double predicted_share = 1.0 / 6;

/// Places of a sequence that are predicted, in that order.
std::vector<Index> draw_predicted(const PackedBatch::Sequence& sequence, Index before, Index after, Random& random) {
  std::vector<Index> places(to_size(sequence.length - before - after));
  std::iota(places.begin(), places.end(), sequence.first + before);
  random.shuffle(places);
  const auto count = std::lround(predicted_share * to_double(places.size()));
  places.resize(to_size(std::max(1L, count)));
  return places;
}

}  // namespace

PredictionOrder all_context(const PackedBatch& batch) {
  const at::Tensor none = at::zeros({batch.rows, 0}, at::kLong);
  return {at::zeros_like(batch.ids), none, none, 0};
}

PredictionOrder draw_order(const PackedBatch& batch, Index before, Index after, Random& random) {
  PredictionOrder order{at::zeros_like(batch.ids), {}, {}, 0};
  auto* const ranks = order.ranks.data_ptr<std::int64_t>();
  std::vector<std::vector<Index>> of_row(to_size(batch.rows));
  for (const auto& sequence : batch.sequences) {
    NEURANK_EXPECT(sequence.length > before + after);
    std::vector<Index>& predicted = of_row[to_size(sequence.first / batch.length)];
    std::int64_t rank = 0;
    for (const Index place : draw_predicted(sequence, before, after, random)) {
      ranks[place] = ++rank;
      predicted.push_back(place);
    }
  }
  std::size_t most = 0;
  for (const auto& predicted : of_row) most = std::max(most, predicted.size());
  order.queries = at::zeros({batch.rows, to_index(most)}, at::kLong);
  order.targets = at::full_like(order.queries, -1);
  for (std::size_t row = 0; row < of_row.size(); ++row) {
    const std::size_t first = row * most;
    for (std::size_t m = 0; m < of_row[row].size(); ++m) {
      order.queries.data_ptr<std::int64_t>()[first + m] = of_row[row][m] % batch.length;
      order.targets.data_ptr<std::int64_t>()[first + m] = batch.ids.data_ptr<std::int64_t>()[of_row[row][m]];
    }
    order.predictions += to_index(of_row[row].size());
  }
  return order;
}

}  // namespace neurank::pretrain
