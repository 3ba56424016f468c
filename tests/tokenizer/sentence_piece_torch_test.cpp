#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer_support.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::tokenizer {
namespace {

float sum_of_product() { return at::mm(at::ones({3, 4}), at::ones({4, 2})).sum().item<float>(); }

/// Both libraries bring a copy of protobuf, and the copies are of different versions.
TEST(SentencePieceAndTorch, work_in_one_process) {
  EXPECT_EQ(sum_of_product(), 24.0f);
  const auto tokenizer = load_tokenizer(test::tokenizer_data / "xlnet");
  EXPECT_EQ(test::grouped(*tokenizer, {"the", "goat"}), "[\u2581the] [\u2581goat]");
  const test::ScratchFolder folder;
  write_sentence_piece_vocabulary({{"the", "goat", "ate", "the", "oats"}}, 19, folder / "spiece.model");
  EXPECT_EQ(load_tokenizer(folder.path())->unknown_id(), 0);
  EXPECT_EQ(sum_of_product(), 24.0f);
}

}  // namespace
}  // namespace neurank::tokenizer
