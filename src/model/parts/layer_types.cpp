#include "model/parts/layer_types.hpp"

#include <string>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {
namespace {

constexpr const char* key = "layer_types";
constexpr const char* full = "full_attention";
constexpr const char* sliding = "sliding_attention";

bool slides_by_word(const checkpoint::ModelConfig& config, const std::string& word) {
  if (word == full || word == sliding) return word == sliding;
  throw input_error(config.file().string() + ": " + key + " has " + in_quotes(word) + ", which is not computed here",
                    std::string("supported: ") + full + ", " + sliding);
}

}  // namespace

std::vector<bool> sliding_layers(const checkpoint::ModelConfig& config, Index layers,
                                 const std::function<bool(Index layer)>& slides) {
  const std::vector<std::string> words = config.texts(key);
  if (config.has(key) && to_index(words.size()) != layers)
    throw input_error(config.file().string() + ": " + key + " has not a word for each of the " +
                      std::to_string(layers) + " layers");
  std::vector<bool> result;
  for (Index layer = 0; layer < layers; ++layer)
    result.push_back(words.empty() ? slides(layer) : slides_by_word(config, words[to_size(layer)]));
  return result;
}

}  // namespace neurank::model
