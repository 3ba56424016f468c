#pragma once

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "support/narrow_weights.hpp"

namespace neurank::test {

/// A Llama of 1.1 billion parameters, as TinyLlama has them, or of fewer layers.
struct LargeLlama {
  std::int64_t layers = 22, width = 2048, heads = 32, key_heads = 4, inner_width = 5632, vocabulary = 32000;

  std::int64_t key_width() const { return width / heads * key_heads; }
};

/// Writes a folder with config.json and model.safetensors, random numbers in bfloat16. @return bytes of weights
inline std::uint64_t write_llama(const std::filesystem::path& folder, const LargeLlama& llama) {
  const nlohmann::json config = {{"model_type", "llama"},
                                 {"hidden_size", llama.width},
                                 {"num_hidden_layers", llama.layers},
                                 {"num_attention_heads", llama.heads},
                                 {"num_key_value_heads", llama.key_heads},
                                 {"intermediate_size", llama.inner_width},
                                 {"vocab_size", llama.vocabulary},
                                 {"max_position_embeddings", 2048},
                                 {"hidden_act", "silu"}};
  write_file(folder / "config.json", config.dump());
  std::vector<NarrowTensor> tensors = {{"model.embed_tokens.weight", {llama.vocabulary, llama.width}},
                                       {"model.norm.weight", {llama.width}}};
  for (std::int64_t layer = 0; layer < llama.layers; ++layer) {
    const auto add = [&](const char* name, std::vector<std::int64_t> shape) {
      tensors.push_back({"model.layers." + std::to_string(layer) + "." + name, std::move(shape)});
    };
    add("self_attn.q_proj.weight", {llama.width, llama.width});
    add("self_attn.k_proj.weight", {llama.key_width(), llama.width});
    add("self_attn.v_proj.weight", {llama.key_width(), llama.width});
    add("self_attn.o_proj.weight", {llama.width, llama.width});
    add("mlp.gate_proj.weight", {llama.inner_width, llama.width});
    add("mlp.up_proj.weight", {llama.inner_width, llama.width});
    add("mlp.down_proj.weight", {llama.width, llama.inner_width});
    add("input_layernorm.weight", {llama.width});
    add("post_attention_layernorm.weight", {llama.width});
  }
  std::uint32_t state = 1;
  write_narrow_weights(folder / "model.safetensors", tensors, [&](const NarrowTensor& tensor, auto& numbers) {
    const bool scales = tensor.shape.size() == 1;
    for (std::uint16_t& number : numbers) {
      state = state * 1664525 + 1013904223;
      number = to_bfloat16(scales ? 1.0f : 0.05f * (static_cast<float>(state >> 8) / 8388608.0f - 1));
    }
    return true;
  });
  return std::filesystem::file_size(folder / "model.safetensors");
}

}  // namespace neurank::test
