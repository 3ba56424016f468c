#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "model/parts/character_sizes.hpp"
#include "model/parts/deviation_norm.hpp"

namespace neurank::model {

/// y = x W^T + b; the file's layout may be that of W or of W^T.
struct Affine {
  at::Tensor weight;  ///< [outputs, inputs], maybe a transposed view
  at::Tensor bias;    ///< [outputs]

  at::Tensor operator()(const at::Tensor& x) const;
};

/// Weights in the form in which we compute, whatever the file's.
struct CharacterWeights {
  at::Tensor characters;         ///< [262, character_width]
  std::vector<Affine> filters;   ///< [filters, span * character_width], characters one after another
  std::vector<Affine> highways;  ///< [2 n, n]: candidate, then the logit of the share of the input that is kept
  Affine projection;             ///< [width, filter_outputs] or [width, width]
  std::optional<DeviationNorm> norm;
};

/// The character CNN of ELMo and its relatives: filters over a word's characters, the maximum of each over all
/// positions, padding included, relu; highways x' = g x + (1 - g) relu(candidate); a projection before or after them;
/// optionally a norm.
class CharacterEncoder {
 public:
  CharacterEncoder(CharacterSizes sizes, CharacterWeights weights)
      : sizes_(std::move(sizes)), weights_(std::move(weights)) {}

  /// Vectors of words [B, P, width]; every distinct word is computed once.
  /// @param ids [B, P, ids of a word]
  at::Tensor operator()(const at::Tensor& ids) const;

 private:
  /// [words, ids] -> [words, filter_outputs]
  at::Tensor filter(const at::Tensor& words) const;

  CharacterSizes sizes_;
  CharacterWeights weights_;
};

}  // namespace neurank::model
