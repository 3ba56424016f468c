#include "pretrain/packed_batch.hpp"

#include <ATen/ops/full_like.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::pretrain {
namespace {

/// The softmax of rows whose length is not a multiple of the vector width is several times slower.
constexpr Index length_multiple = 8;
/// Shorter rows leave more of them unfilled; longer ones make attention more expensive.
constexpr Index min_length = 32;

/// Gives every sequence its place. Sequences of equal length stay in their order.
void place(PackedBatch& batch, const std::vector<Pieces>& sequences) {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sequences[a].size() > sequences[b].size(); });
  const auto longest = to_index(sequences[order.front()].size());
  const Index rounded = (longest + length_multiple - 1) / length_multiple * length_multiple;
  batch.length = sequences.size() == 1 ? longest : std::max(rounded, min_length);
  batch.sequences.resize(sequences.size());
  std::vector<Index> used;
  for (const std::size_t s : order) {
    const auto length = to_index(sequences[s].size());
    auto row = std::find_if(used.begin(), used.end(), [&](Index n) { return n + length <= batch.length; });
    if (row == used.end()) row = used.insert(used.end(), 0);
    batch.sequences[s] = {(row - used.begin()) * batch.length + *row, length};
    *row += length;
  }
  batch.rows = to_index(used.size());
}

}  // namespace

PackedBatch pack(const std::vector<Pieces>& sequences) {
  NEURANK_EXPECT(!sequences.empty());
  PackedBatch batch;
  place(batch, sequences);
  batch.ids = at::zeros({batch.rows, batch.length}, at::kLong);
  batch.positions = at::zeros_like(batch.ids);
  batch.owners = at::full_like(batch.ids, -1);
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    const auto [first, length] = batch.sequences[s];
    std::copy(sequences[s].begin(), sequences[s].end(), batch.ids.data_ptr<std::int64_t>() + first);
    std::iota(batch.positions.data_ptr<std::int64_t>() + first,
              batch.positions.data_ptr<std::int64_t>() + first + length, std::int64_t{0});
    std::fill_n(batch.owners.data_ptr<std::int64_t>() + first, length, to_int64(s));
  }
  return batch;
}

}  // namespace neurank::pretrain
