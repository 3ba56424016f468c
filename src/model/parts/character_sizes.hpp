#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checkpoint/model_config.hpp"
#include "model/model_shape.hpp"

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

}  // namespace neurank::model
