#include "model/parts/character_sizes.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/parts/transformer_config.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {

using tokenizer::Characters;

Index CharacterSizes::filter_outputs() const {
  Index sum = 0;
  for (const auto& [span, count] : filters) sum += count;
  return sum;
}

void expect_supported_filters(const checkpoint::ModelConfig& config, const CharacterSizes& sizes) {
  for (const auto& [span, count] : sizes.filters)
    if (span > Characters::ids_in_a_word)
      throw input_error(config.file().string() + ": a filter spans " + std::to_string(span) +
                        " characters, a word has only " + std::to_string(Characters::ids_in_a_word));
  expect_text(config, "activation", "relu");
}

double character_products(const CharacterSizes& sizes) {
  const auto highway = to_double(sizes.highway_width());
  double products = to_double(sizes.filter_outputs() * sizes.width) + 2 * to_double(sizes.highways) * highway * highway;
  for (const auto& [span, count] : sizes.filters)
    products += to_double((Characters::ids_in_a_word - span + 1) * span * sizes.character_width) * to_double(count);
  return products;
}

ModelShape character_model_shape(const std::string& family, const CharacterSizes& sizes, Index blocks,
                                 Index max_pieces) {
  return {.family = family,
          .layers = blocks + 1,
          .width = 2 * sizes.width,
          .layer_names = layer_names_of(blocks),
          .max_pieces = max_pieces,
          .vocabulary = Characters::vocabulary,
          .ids_per_piece = Characters::ids_in_a_word};
}

}  // namespace neurank::model
