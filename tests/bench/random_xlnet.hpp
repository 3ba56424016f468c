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

struct XlnetSizes {
  Index layers, width, heads, inner_width, vocabulary;
};

/// Writes the folder of an XLNet with random weights.
inline void write_xlnet(const std::filesystem::path& folder, const XlnetSizes& sizes) {
  Random random(7);
  std::vector<checkpoint::NamedTensor> tensors;
  const float scale = 1 / std::sqrt(static_cast<float>(sizes.width));
  const auto add = [&](const std::string& name, const checkpoint::Shape& shape, float around = 0) {
    checkpoint::NamedTensor tensor{name, shape, std::vector<float>(checkpoint::num_elements(shape))};
    for (float& value : tensor.values) value = around + scale * random.uniform(-1.0f, 1.0f);
    tensors.push_back(std::move(tensor));
  };
  const Index heads = sizes.heads, head_width = sizes.width / heads;
  add("word_embedding.weight", {sizes.vocabulary, sizes.width});
  for (Index layer = 0; layer < sizes.layers; ++layer) {
    const std::string block = "layer." + std::to_string(layer) + ".";
    for (const char* name : {"q", "k", "v", "r", "o"})
      add(block + "rel_attn." + name, {sizes.width, heads, head_width});
    for (const char* name : {"r_w_bias", "r_r_bias", "r_s_bias"}) add(block + "rel_attn." + name, {heads, head_width});
    add(block + "rel_attn.seg_embed", {2, heads, head_width});
    for (const char* norm : {"rel_attn.layer_norm", "ff.layer_norm"}) {
      add(block + norm + ".weight", {sizes.width}, 1);
      add(block + norm + ".bias", {sizes.width});
    }
    add(block + "ff.layer_1.weight", {sizes.inner_width, sizes.width});
    add(block + "ff.layer_1.bias", {sizes.inner_width});
    add(block + "ff.layer_2.weight", {sizes.width, sizes.inner_width});
    add(block + "ff.layer_2.bias", {sizes.width});
  }
  const auto item = [](const char* key, Index value) {
    return ", \"" + std::string(key) + "\": " + std::to_string(value);
  };
  write_file(folder / "config.json", R"({"model_type": "xlnet")" + item("n_layer", sizes.layers) +
                                         item("d_model", sizes.width) + item("n_head", heads) +
                                         item("d_inner", sizes.inner_width) + item("vocab_size", sizes.vocabulary) +
                                         "}");
  checkpoint::write_safetensors(folder / "model.safetensors", tensors);
}

}  // namespace neurank::test
