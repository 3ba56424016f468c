#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <utility>
#include <vector>

#include "checkpoint/model_config.hpp"
#include "model/language_model.hpp"
#include "model/parts/deviation_norm.hpp"

namespace neurank::model {

/// Sizes of a network that makes a vector from a word's characters.
struct CharacterSizes {
  Index character_width;                         ///< of a character's vector
  std::vector<std::pair<Index, Index>> filters;  ///< characters that a filter spans, and number of such filters
  Index highways;
  Index width;           ///< of a word's vector
  bool projected_first;  ///< from the filters' outputs to the width before the highways, not after them

  Index filter_outputs() const;
  Index highway_width() const { return projected_first ? width : filter_outputs(); }
};

/// Throws Error when filters span more characters than a word has, or the activation is not the published relu.
/// @param config the section with "filters" and "activation"
void expect_supported_filters(const checkpoint::ModelConfig& config, const CharacterSizes& sizes);

/// Multiply-add pairs of one word.
double character_products(const CharacterSizes& sizes);

/// The shape of a model that reads characters: it hands out the vectors made from characters alone, then `blocks`
/// further layers, each of two directions.
/// @param max_pieces as in ModelShape
ModelShape character_model_shape(const std::string& family, const CharacterSizes& sizes, Index blocks,
                                 Index max_pieces);

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
