#include "pretrain/lstm_layer.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

/// Where a step's words lie, and where the same sentences' words of the step before.
struct Step {
  Index begin, words, before;  ///< before: -1 in the first step
};

std::vector<Step> places_of(const std::vector<Index>& sizes) {
  std::vector<Step> steps;
  Index begin = 0, before = -1;
  for (const Index words : sizes) {
    steps.push_back({begin, words, before});
    before = begin;
    begin += words;
  }
  return steps;
}

/// What the gradient needs of a direction; rows are words.
struct Trace {
  Tensor gates;     ///< [words, 4 cells] after sigmoid and tanh
  Tensor cells;     ///< [words, cells]
  Tensor squashed;  ///< [words, cells] tanh of the cells
  Tensor opened;    ///< [words, cells] what the output gate lets through
  Tensor outputs;   ///< [words, width]
};
constexpr std::size_t traced = 5;

Trace run_forward(const Tensor& input, const LstmWeights& lstm, const std::vector<Step>& steps) {
  const Index width = input.size(1), cells = lstm.projection.size(0);
  const Tensor recurrent = lstm.weight.narrow(0, width, width);
  Tensor bias = lstm.bias.clone();
  bias.narrow(0, 2 * cells, cells).add_(1);
  const Tensor empty = at::empty({input.size(0), cells});
  Trace trace{at::addmm(bias, input, lstm.weight.narrow(0, 0, width)), empty, at::empty_like(empty),
              at::empty_like(empty), at::empty_like(input)};
  for (const auto& [begin, words, before] : steps) {
    const auto rows = [&, at = begin, count = words](const Tensor& all) { return all.narrow(0, at, count); };
    Tensor gates = rows(trace.gates), cell = rows(trace.cells), squashed = rows(trace.squashed),
           opened = rows(trace.opened), output = rows(trace.outputs);
    if (before >= 0) gates.addmm_(trace.outputs.narrow(0, before, words), recurrent);
    Tensor in = gates.narrow(1, 0, cells), candidate = gates.narrow(1, cells, cells);
    gates.narrow(1, 2 * cells, 2 * cells).sigmoid_();
    at::mul_out(cell, in.sigmoid_(), candidate.tanh_());
    if (before >= 0) cell.addcmul_(gates.narrow(1, 2 * cells, cells), trace.cells.narrow(0, before, words));
    cell.clamp_(-lstm_clip, lstm_clip);
    at::tanh_out(squashed, cell);
    at::mul_out(opened, squashed, gates.narrow(1, 3 * cells, cells));
    at::mm_out(output, opened, lstm.projection);
    output.clamp_(-lstm_clip, lstm_clip);
  }
  return trace;
}

/// What one word left, and where its gradients go.
struct WordCells {
  const float* gates;            ///< [4 cells]
  const float *cell, *squashed;  ///< [cells]
  const float* before;           ///< [cells] the cells of the word before; null for a first word
  const float* opened;           ///< [cells] gradient of what the output gate let through
  float* kept;                   ///< [cells] gradient of the cells from the next word; replaced by
                                 ///< what goes to the word before
  float* out;                    ///< [4 cells] gradient of the gates before sigmoid and tanh
};

/// Gradients at the cells and gates of one word.
void differentiate_cells(Index cells, const WordCells& word) {
  const auto [gates, cell, squashed, before, opened, kept, out] = word;
  const float *in = gates, *candidate = gates + cells, *forget = gates + 2 * cells, *open = gates + 3 * cells;
  for (Index k = 0; k < cells; ++k) {
    const float whole = kept[k] + opened[k] * open[k] * (1 - squashed[k] * squashed[k]);
    const float gradient = std::abs(cell[k]) < lstm_clip ? whole : 0;
    out[k] = gradient * candidate[k] * in[k] * (1 - in[k]);
    out[cells + k] = gradient * in[k] * (1 - candidate[k] * candidate[k]);
    out[2 * cells + k] = before == nullptr ? 0 : gradient * before[k] * forget[k] * (1 - forget[k]);
    out[3 * cells + k] = opened[k] * squashed[k] * open[k] * (1 - open[k]);
    kept[k] = gradient * forget[k];
  }
}

/// Where an output was cut, its gradient is 0.
void drop_cut(const Tensor& outputs, Tensor& gradient) {
  const float* output = outputs.data_ptr<float>();
  float* value = gradient.data_ptr<float>();
  for (Index k = 0; k < outputs.numel(); ++k)
    if (std::abs(output[k]) >= lstm_clip) value[k] = 0;
}

struct Gradients {
  Tensor gates;    ///< [words, 4 cells] before sigmoid and tanh
  Tensor outputs;  ///< [words, width] before the cut
};

/// From the last step to the first.
Gradients run_backward(const Trace& trace, const LstmWeights& lstm, const std::vector<Step>& steps,
                       const Tensor& gradient) {
  const Index width = trace.outputs.size(1), cells = lstm.projection.size(0);
  const Tensor recurrent = lstm.weight.narrow(0, width, width).t(), projection = lstm.projection.t();
  Gradients result{at::empty_like(trace.gates), gradient.contiguous().clone()};
  const Tensor kept = at::zeros({steps.front().words, cells});
  const auto row = [](const Tensor& tensor, Index number) {
    return tensor.data_ptr<float>() + number * tensor.size(1);
  };
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const auto& [begin, words, before] = *step;
    Tensor output = result.outputs.narrow(0, begin, words);
    drop_cut(trace.outputs.narrow(0, begin, words), output);
    const Tensor opened = at::mm(output, projection);
    for (Index i = 0; i < words; ++i)
      differentiate_cells(cells, {.gates = row(trace.gates, begin + i),
                                  .cell = row(trace.cells, begin + i),
                                  .squashed = row(trace.squashed, begin + i),
                                  .before = before < 0 ? nullptr : row(trace.cells, before + i),
                                  .opened = row(opened, i),
                                  .kept = row(kept, i),
                                  .out = row(result.gates, begin + i)});
    if (before >= 0) result.outputs.narrow(0, before, words).addmm_(result.gates.narrow(0, begin, words), recurrent);
  }
  return result;
}

/// For each word but those of the first step the row of the word before it.
Tensor rows_before(const std::vector<Step>& steps) {
  std::vector<std::int64_t> rows;
  for (const Step& step : steps)
    for (Index i = 0; step.before >= 0 && i < step.words; ++i) rows.push_back(step.before + i);
  return at::tensor(rows, at::kLong);
}

/// Gradients of input, weight, bias and projection.
variable_list differentiate(const Tensor& input, const LstmWeights& lstm, const Trace& trace,
                            const std::vector<Step>& steps, const Tensor& gradient) {
  const Gradients at = run_backward(trace, lstm, steps, gradient);
  const Index width = input.size(1), first = steps.front().words;
  const Tensor last_outputs = trace.outputs.index_select(0, rows_before(steps));
  const Tensor later = at.gates.narrow(0, first, at.gates.size(0) - first);
  return {at::mm(at.gates, lstm.weight.narrow(0, 0, width).t()),
          at::cat({at::mm(input.t(), at.gates), at::mm(last_outputs.t(), later)}), at.gates.sum(0),
          at::mm(trace.opened.t(), at.outputs)};
}

/// Calls work(0) and work(1), each on a thread, without recording a graph.
template <class Work>
void for_each_direction(const Work& work) {
  at::parallel_for(0, 2, 1, [&](std::int64_t from, std::int64_t to) {
    const at::AutoDispatchBelowADInplaceOrView no_graph;
    for (std::int64_t d = from; d < to; ++d) work(to_size(d));
  });
}

class BothDirections : public torch::autograd::Function<BothDirections> {
 public:
  /// @param tensors input, weight, bias and projection of the forward, then of the backward direction
  static variable_list forward(AutogradContext* context, at::TensorList tensors, const std::vector<Index>& sizes) {
    const std::vector<Step> steps = places_of(sizes);
    std::array<Trace, 2> traces;
    for_each_direction([&](std::size_t d) {
      traces[d] = run_forward(tensors[4 * d], {tensors[4 * d + 1], tensors[4 * d + 2], tensors[4 * d + 3]}, steps);
    });
    variable_list saved(tensors.begin(), tensors.end());
    for (const auto& [gates, cells, squashed, opened, outputs] : traces)
      saved.insert(saved.end(), {gates, cells, squashed, opened, outputs});
    context->save_for_backward(saved);
    context->saved_data["sizes"] = sizes;
    return {traces[0].outputs, traces[1].outputs};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const std::vector<Step> steps = places_of(context->saved_data["sizes"].toIntVector());
    const variable_list saved = context->get_saved_variables();
    std::array<variable_list, 2> results;
    for_each_direction([&](std::size_t d) {
      const auto first = saved.begin() + 4 * to_index(d);
      const auto trace = saved.begin() + 8 + to_index(traced * d);
      results[d] = differentiate(first[0], {first[1], first[2], first[3]},
                                 {trace[0], trace[1], trace[2], trace[3], trace[4]}, steps, gradients[d]);
    });
    variable_list all = results[0];
    all.insert(all.end(), results[1].begin(), results[1].end());
    all.emplace_back();  // of the steps
    return all;
  }
};

}  // namespace

std::array<Tensor, 2> run_lstms(const std::array<Tensor, 2>& inputs, const std::array<LstmWeights, 2>& weights,
                                const std::vector<Index>& steps) {
  NEURANK_EXPECT(!steps.empty() && std::is_sorted(steps.rbegin(), steps.rend()));
  variable_list tensors;
  for (const std::size_t d : {0, 1}) {
    NEURANK_EXPECT(inputs[d].dim() == 2 && inputs[d].is_contiguous());
    tensors.insert(tensors.end(), {inputs[d], weights[d].weight, weights[d].bias, weights[d].projection});
  }
  const variable_list outputs = BothDirections::apply(at::TensorList(tensors), steps);
  return {outputs[0], outputs[1]};
}

}  // namespace neurank::pretrain
