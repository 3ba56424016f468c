#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/index.hpp"
#include "base/random.hpp"
#include "checkpoint/safetensors.hpp"

namespace neurank::test {

/// Sizes of a BERT with random weights.
struct BertSizes {
  Index layers = 2, width = 8, heads = 2, inner_width = 12, vocabulary = 30, positions = 16;
};

inline std::vector<checkpoint::NamedTensor> random_bert_weights(const BertSizes& sizes) {
  Random random(7);
  std::vector<checkpoint::NamedTensor> tensors;
  const auto add = [&](const std::string& name, const checkpoint::Shape& shape, float scale, float around) {
    checkpoint::NamedTensor tensor{name, shape, std::vector<float>(checkpoint::num_elements(shape))};
    for (float& value : tensor.values) value = around + scale * random.uniform(-1.0f, 1.0f);
    tensors.push_back(std::move(tensor));
  };
  const auto linear = [&](const std::string& name, Index inputs, Index outputs) {
    add(name + ".weight", {outputs, inputs}, 1.5f / std::sqrt(static_cast<float>(inputs)), 0);
    add(name + ".bias", {outputs}, 0.1f, 0);
  };
  const auto norm = [&](const std::string& name) {
    add(name + ".weight", {sizes.width}, 0.1f, 1);
    add(name + ".bias", {sizes.width}, 0.1f, 0);
  };
  add("embeddings.word_embeddings.weight", {sizes.vocabulary, sizes.width}, 1, 0);
  add("embeddings.position_embeddings.weight", {sizes.positions, sizes.width}, 1, 0);
  add("embeddings.token_type_embeddings.weight", {2, sizes.width}, 1, 0);
  norm("embeddings.LayerNorm");
  for (Index layer = 0; layer < sizes.layers; ++layer) {
    const std::string block = "encoder.layer." + std::to_string(layer) + ".";
    for (const char* part : {"query", "key", "value"})
      linear(block + "attention.self." + part, sizes.width, sizes.width);
    linear(block + "attention.output.dense", sizes.width, sizes.width);
    norm(block + "attention.output.LayerNorm");
    linear(block + "intermediate.dense", sizes.width, sizes.inner_width);
    linear(block + "output.dense", sizes.inner_width, sizes.width);
    norm(block + "output.LayerNorm");
  }
  return tensors;
}

inline std::string bert_config(const BertSizes& sizes) {
  const auto item = [](const char* key, Index value) {
    return ", \"" + std::string(key) + "\": " + std::to_string(value);
  };
  return R"({"model_type": "bert")" + item("num_hidden_layers", sizes.layers) + item("hidden_size", sizes.width) +
         item("num_attention_heads", sizes.heads) + item("intermediate_size", sizes.inner_width) +
         item("vocab_size", sizes.vocabulary) + item("max_position_embeddings", sizes.positions) + "}";
}

/// Writes a model folder.
inline void write_bert(const std::filesystem::path& folder, const BertSizes& sizes) {
  make_folder(folder);
  write_file(folder / "config.json", bert_config(sizes));
  checkpoint::write_safetensors(folder / "model.safetensors", random_bert_weights(sizes));
}

}  // namespace neurank::test
