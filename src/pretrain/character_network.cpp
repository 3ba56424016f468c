#include "pretrain/character_network.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "pretrain/random_tensors.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::pretrain {
namespace {

using tokenizer::Characters;

/// Bound of a uniform distribution with the deviation 1 / sqrt(inputs).
double bound_of(Index inputs) { return std::sqrt(3.0 / to_double(inputs)); }

/// Position behind the last character of the longest of some words.
Index longest(const at::Tensor& words) {
  const at::Tensor positions = at::arange(1, words.size(1) + 1);
  return words.ne(Characters::padding).mul(positions).max().item<std::int64_t>();
}

}  // namespace

const std::vector<std::pair<Index, Index>>& CharacterNetwork::filters() {
  static const std::vector<std::pair<Index, Index>> spans_and_counts = {{1, 16}, {2, 16}, {3, 32}, {4, 32}, {5, 32}};
  return spans_and_counts;
}

Index CharacterNetwork::filter_outputs() {
  Index sum = 0;
  for (const auto& [span, count] : filters()) sum += count;
  return sum;
}

CharacterNetwork::CharacterNetwork(Index width, Random& random) {
  const auto affine = [&](const std::string& name, Index outputs, Index inputs) {
    const at::Tensor weight =
        parameters.add(name + "_weight", uniform_tensor({outputs, inputs}, bound_of(inputs), random));
    return Affine{weight, parameters.add(name + "_bias", at::zeros({outputs}))};
  };
  characters = parameters.add("characters", uniform_tensor({Characters::vocabulary, character_width}, 1, random));
  for (const auto& [span, count] : filters())
    filter.push_back(affine("filter" + std::to_string(span), count, span * character_width));
  const Index outputs = filter_outputs();
  highway = affine("highway", 2 * outputs, outputs);
  // At first the highway keeps most of its input (Srivastava et al. 2015, section 2.2).
  const at::NoGradGuard no_gradients;
  highway.bias.narrow(0, outputs, outputs).fill_(2);
  projection = affine("projection", width, outputs);
}

at::Tensor CharacterNetwork::forward(const at::Tensor& words) const {
  const Index used = longest(words), count = words.size(0);
  std::vector<at::Tensor> strongest;
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const Index span = filters()[i].first;
    // All windows of nothing but padding give the same, so one of them is enough.
    const at::Tensor windows = words.narrow(1, 0, std::min(words.size(1), used + span)).unfold(1, span, 1);
    const at::Tensor inputs = at::embedding(characters, windows.reshape({-1})).view({-1, span * character_width});
    const at::Tensor outputs = at::mm(inputs, filter[i].weight.t()).view({count, windows.size(1), -1});
    strongest.push_back(std::get<0>(outputs.max(1)) + filter[i].bias);
  }
  const at::Tensor x = at::cat(strongest, 1).relu();
  const std::vector<at::Tensor> parts = highway(x).chunk(2, 1);
  return projection(at::lerp(parts[0].relu(), x, parts[1].sigmoid()));
}

}  // namespace neurank::pretrain
