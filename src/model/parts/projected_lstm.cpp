#include "model/parts/projected_lstm.hpp"

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::model {
namespace {

constexpr Index block_words = 256;
using Step = std::vector<Index>::const_iterator;

/// Steps whose inputs are multiplied at once: enough words for an efficient product, too few to leave the cache.
Step block_end(Step step, Step end) {
  for (Index words = 0; step != end && words < block_words; ++step) words += *step;
  return step;
}

void clip(at::Tensor& x, double limit) {
  if (limit > 0) x.clamp_(-limit, limit);
}

}  // namespace

Reading read_in_steps(const DeviceBatch& batch, bool backward) {
  const std::vector<std::int64_t>& lengths = batch.lengths;
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  std::vector<std::int64_t> rows;
  std::vector<Index> steps;
  for (Index t = 0; t < lengths[order.front()]; ++t) {
    const std::size_t before = rows.size();
    for (const std::size_t b : order) {
      if (lengths[b] <= t) break;
      rows.push_back(to_index(b) * batch.ids.size(1) + (backward ? lengths[b] - 1 - t : t));
    }
    steps.push_back(to_index(rows.size() - before));
  }
  return {rows_to_device(rows, batch.ids.device()), std::move(steps)};
}

ProjectedLstm::ProjectedLstm(const WeightScope& scope, const ProjectedLstmSizes& sizes) : sizes_(sizes) {
  const Index width = sizes.width, cells = sizes.cells;
  const at::Tensor weight = scope.load("W_0", {2 * width, 4 * cells});
  input_weight_ = weight.narrow(0, 0, width);
  recurrent_weight_ = weight.narrow(0, width, width);
  bias_ = scope.load("B", {4 * cells});
  bias_.narrow(0, 2 * cells, cells).add_(1);
  projection_ = scope.load("W_P_0", {cells, width});
}

at::Tensor ProjectedLstm::operator()(const at::Tensor& input, const std::vector<Index>& steps) const {
  at::Tensor output = at::empty_like(input);
  at::Tensor hidden, cell = at::zeros({steps.front(), sizes_.cells}, input.options());
  Index begin = 0;
  for (auto step = steps.begin(); step != steps.end();) {
    const auto last = block_end(step, steps.end());
    const Index words = std::accumulate(step, last, Index{0});
    const at::Tensor block = at::addmm(bias_, input.narrow(0, begin, words), input_weight_);
    for (Index done = 0; step != last; done += *step++) {
      at::Tensor gates = block.narrow(0, done, *step);
      if (hidden.defined()) gates.addmm_(hidden.narrow(0, 0, *step), recurrent_weight_);
      cell = cell.narrow(0, 0, *step);
      hidden = output.narrow(0, begin + done, *step);
      at::mm_out(hidden, squashed(gates, cell), projection_);
      clip(hidden, sizes_.output_clip);
    }
    begin += words;
  }
  return output;
}

at::Tensor ProjectedLstm::squashed(const at::Tensor& gates, at::Tensor& cell) const {
  const std::vector<at::Tensor> gate = gates.chunk(4, 1);
  cell.mul_(gate[2].sigmoid_()).addcmul_(gate[0].sigmoid_(), gate[1].tanh_());
  clip(cell, sizes_.cell_clip);
  return at::tanh(cell).mul_(gate[3].sigmoid_());
}

}  // namespace neurank::model
