#include "model/families/deberta_config.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

/// A list of words, or one text with | between them.
std::vector<std::string> words_of(const ModelConfig& config, const std::string& key) {
  const std::vector<std::string> words = config.texts(key);
  if (!words.empty() || !config.is_text(key)) return words;
  const std::string joined = config.text(key);
  const auto parts = split(joined, '|');
  return {parts.begin(), parts.end()};
}

void read_terms(const ModelConfig& config, DistanceSizes& distances) {
  for (const std::string& term : words_of(config, "pos_att_type")) {
    if (term == "c2p") {
      distances.to_position = true;
    } else if (term == "p2c") {
      distances.from_position = true;
    } else if (!term.empty() && term != "none") {
      throw input_error(
          config.file().string() + ": pos_att_type has " + in_quotes(term) + ", which is not computed here",
          "supported: c2p, p2c");
    }
  }
}

void read_distances(const ModelConfig& config, DebertaConfig& deberta) {
  const auto positive = [&](const std::string& key) { return std::max<Index>(config.whole_number(key, -1), 0); };
  DistanceSizes& distances = deberta.distances;
  read_terms(config, distances);
  distances.buckets = positive("position_buckets");
  distances.farthest = positive("max_relative_positions");
  if (distances.farthest == 0) distances.farthest = deberta.positions;
  distances.shares_projections = config.flag("share_att_key", false);
  const std::vector<std::string> norms = words_of(config, "norm_rel_ebd");
  deberta.norms_distances = std::ranges::find(norms, "layer_norm") != norms.end();
  deberta.is_relative = config.flag("relative_attention", false);
}

AttentionSizes read_attention(const ModelConfig& config, const DistanceSizes& distances) {
  AttentionSizes sizes{.width = config.count("hidden_size"), .heads = config.count("num_attention_heads")};
  if (!config.has("attention_head_size")) expect_multiple(config, "hidden_size", "num_attention_heads");
  sizes.key_heads = sizes.heads;
  sizes.head_width = config.count("attention_head_size", sizes.width / sizes.heads);
  const Index terms = 1 + Index{distances.to_position} + Index{distances.from_position};
  sizes.scale = 1.0 / std::sqrt(to_double(sizes.head_width * terms));
  return sizes;
}

}  // namespace

DebertaConfig read_deberta_config(const ModelConfig& config) {
  if (config.whole_number("conv_kernel_size", 0) > 0)
    throw input_error(config.file().string() + ": conv_kernel_size is " +
                          std::to_string(config.whole_number("conv_kernel_size")) +
                          ": the convolution of this model is not computed here",
                      "use a DeBERTa without it");
  DebertaConfig deberta;
  deberta.layers = config.count("num_hidden_layers");
  deberta.inner_width = config.count("intermediate_size");
  deberta.vocabulary = config.count("vocab_size");
  deberta.embedding_width = config.count("embedding_size", config.count("hidden_size"));
  deberta.positions = config.count("max_position_embeddings", 512);
  deberta.has_positions = config.flag("position_biased_input", true);
  deberta.segments = config.whole_number("type_vocab_size", 0);
  deberta.epsilon = config.positive_number("layer_norm_eps", 1e-7);
  deberta.activation = read_activation(config, "hidden_act");
  read_distances(config, deberta);
  deberta.attention = read_attention(config, deberta.distances);
  return deberta;
}

}  // namespace neurank::model
