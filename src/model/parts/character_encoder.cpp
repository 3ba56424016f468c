#include "model/parts/character_encoder.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/unique_dim.h>

#include <algorithm>

#include "base/cast.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {
namespace {

using tokenizer::Characters;

constexpr Index block_words = 32;  // filtered at once, so that the windows of a block stay in the cache

/// Position behind the last character of the longest of some words.
Index longest(const at::Tensor& words) {
  const at::Tensor positions = at::arange(1, words.size(1) + 1, words.options());
  return words.ne(Characters::padding).mul(positions).max().item<std::int64_t>();
}

/// relu(max over positions of (windows * filters) + bias)
/// @param characters [words, ids, character_width]
/// @param used positions from which on there is only padding
at::Tensor strongest(const at::Tensor& characters, const Affine& filter, Index used) {
  const Index words = characters.size(0), ids = characters.size(1), width = characters.size(2);
  const Index window = filter.weight.size(1), outputs = filter.weight.size(0);
  // All windows of nothing but padding give the same, so one of them is enough.
  const Index positions = std::min(ids - window / width, used) + 1;
  const at::Tensor windows =
      characters.as_strided({words, positions, window}, {ids * width, width, 1}).reshape({words * positions, window});
  return at::mm(windows, filter.weight.t()).view({words, positions, outputs}).amax(1).add_(filter.bias).relu_();
}

at::Tensor through(const Affine& highway, const at::Tensor& x) {
  const std::vector<at::Tensor> parts = highway(x).chunk(2, 1);
  return at::lerp(parts[0].relu_(), x, parts[1].sigmoid_());
}

}  // namespace

at::Tensor Affine::operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }

at::Tensor CharacterEncoder::filter(const at::Tensor& words) const {
  const at::Tensor characters = at::embedding(weights_.characters, words);
  const Index used = longest(words);
  std::vector<at::Tensor> outputs;
  for (const Affine& filter : weights_.filters) outputs.push_back(strongest(characters, filter, used));
  return at::cat(outputs, 1);
}

at::Tensor CharacterEncoder::operator()(const at::Tensor& ids) const {
  const auto [words, word_of_piece, counts] = at::unique_dim(ids.flatten(0, 1), 0, true, true);
  std::vector<at::Tensor> blocks;
  for (const at::Tensor& block : words.split(block_words)) blocks.push_back(filter(block));
  at::Tensor x = at::cat(blocks);
  if (sizes_.projected_first) x = weights_.projection(x);
  for (const Affine& highway : weights_.highways) x = through(highway, x);
  if (!sizes_.projected_first) x = weights_.projection(x);
  if (weights_.norm) x = (*weights_.norm)(x);
  return x.index_select(0, word_of_piece).view({ids.size(0), ids.size(1), sizes_.width});
}

}  // namespace neurank::model
