#include <gtest/gtest.h>

#include <cmath>

#include "edited_model.hpp"
#include "golden_states.hpp"
#include "support/large_llama.hpp"
#include "support/peak_memory.hpp"

namespace neurank::model {
namespace {

using test::EditedModel;
using test::NarrowTensor;

const PieceBatch some_pieces = {.length = 6, .ids = {5, 9, 14, 3, 77, 21}, .lengths = {6}, .segments = {}};

float rounded(float value) { return std::bit_cast<float>(static_cast<std::uint32_t>(test::to_bfloat16(value)) << 16); }

class LateWidening : public testing::TestWithParam<const char*> {};

TEST_P(LateWidening, gives_the_states_of_weights_that_are_kept) {
  EditedModel kept(std::filesystem::path(NEURANK_TEST_DATA) / GetParam());
  std::vector<NarrowTensor> tensors;
  std::map<std::string, std::vector<float>> values;
  for (auto& tensor : kept.weights) {
    for (float& value : tensor.values) value = rounded(value);
    tensors.push_back({tensor.name, tensor.shape});
    values[tensor.name] = tensor.values;
  }
  const auto expected = test::all_layers(*kept.load(), some_pieces);

  const test::ScratchFolder late;
  write_file(late / "config.json", kept.config.dump());
  tensors.push_back({"lm_head.weight", {150'000, 1'000}});  // 600 MB in float32, a hole in the file
  test::write_narrow_weights(late / "model.safetensors", tensors, [&](const NarrowTensor& tensor, auto& numbers) {
    const auto found = values.find(tensor.name);
    if (found == values.end()) return false;
    std::transform(found->second.begin(), found->second.end(), numbers.begin(), test::to_bfloat16);
    return true;
  });
  const auto model = load_language_model({.name = "late", .path = late.path(), .family = ""}, Device::cpu);
  EXPECT_EQ(test::all_layers(*model, some_pieces), expected);
  EXPECT_EQ(test::all_layers(*model, some_pieces), expected) << "a second batch";
}

INSTANTIATE_TEST_SUITE_P(Families, LateWidening,
                         testing::Values("llama", "gemma3_text", "phi3", "gpt_neox", "modernbert", "deberta-v2",
                                         "t5-encoder", "xlm-roberta", "gpt2", "xlnet", "albert"));

TEST(LargeWeights, of_late_blocks_are_checked_when_the_model_is_loaded) {
  const test::ScratchFolder folder;
  const test::LargeLlama llama{.layers = 1, .width = 8, .heads = 2, .key_heads = 1, .inner_width = 8, .vocabulary = 9};
  test::write_llama(folder.path(), llama);
  auto config = test::read_json(folder / "config.json");
  config["intermediate_size"] = 9;
  write_file(folder / "config.json", config.dump());
  EXPECT_NE(test::refusal([&] {
              load_language_model({.name = "m", .path = folder.path(), .family = ""}, Device::cpu);
            }).find("tensor model.layers.0.mlp.gate_proj.weight is [8, 8], expected [9, 8]"),
            std::string::npos);
}

TEST(LargeWeights, take_their_stored_bytes_and_one_layer) {
  const test::ScratchFolder folder;
  const std::uint64_t stored = test::write_llama(folder.path(), {.layers = 2});
  if (!test::reset_peak_memory()) GTEST_SKIP() << "the system does not forget peaks of memory";
  const std::uint64_t before = test::peak_memory();
  const auto model = load_language_model({.name = "m", .path = folder.path(), .family = ""}, Device::cpu);
  const auto layers = test::all_layers(*model, some_pieces);
  const double taken = static_cast<double>(test::peak_memory() - before);
  RecordProperty("bytes", std::to_string(static_cast<std::uint64_t>(taken)));
  EXPECT_EQ(layers.size(), 3u);
  EXPECT_TRUE(layers.back().allFinite());
  constexpr double widened_layer = 4.0 * (2 * 2048 * 2048 + 2 * 256 * 2048 + 3 * 5632 * 2048);
  EXPECT_LT(taken, static_cast<double>(stored) + 1.5 * widened_layer);
  EXPECT_LT(taken, 2.0 * static_cast<double>(stored)) << "all of it in float32 would take this";
}

}  // namespace
}  // namespace neurank::model
