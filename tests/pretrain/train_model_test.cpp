#include "pretrain/train_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.hpp"
#include "model/language_model.hpp"
#include "pretrain/sample_text.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::pretrain {
namespace {

class TrainModel : public testing::TestWithParam<TrainedFamily> {};

TEST_P(TrainModel, learns_more_than_how_frequent_units_are_and_is_written_as_a_model) {
  const test::ScratchFolder folder;
  const TrainingText text = split_text(test::sample_text(400));
  tokenizer::write_word_piece_vocabulary(text.training, 50, folder / "vocab.txt");
  if (GetParam() == TrainedFamily::xlnet) {
    std::filesystem::remove(folder / "vocab.txt");
    tokenizer::write_sentence_piece_vocabulary(text.training, 50, folder / "spiece.model");
  }
  const TrainingPlan plan{
      .family = GetParam(),
      .architecture = {.layers = 2, .width = 16, .heads = 2, .feed_forward = 32, .max_words = 12, .dropout = 0.1},
      .training = {.steps = 300, .batch = 16, .learning_rate = 5e-3, .warmup = 10, .weight_decay = 0.01, .seed = 2},
      .vocabulary = folder.path(),
      .words = most_frequent_words(text.training, 100),
      .fingerprint = "",
      .checkpoint = folder / "state"};
  const TrainedModel model =
      train_model(plan, text, {}, {[] { return false; }, [](const TrainingProgress&) {}}, folder / "model");
  EXPECT_TRUE(model.done);
  EXPECT_LT(model.training_loss, model.unigram_entropy - 0.3);
  EXPECT_LT(model.held_out_loss, model.unigram_entropy - 0.3);
  const auto shape = model::read_model_shape({.name = "m", .path = folder / "model", .family = ""});
  EXPECT_EQ(shape.layers, 3);
  EXPECT_EQ(shape.width, 16);
}

INSTANTIATE_TEST_SUITE_P(Families, TrainModel,
                         testing::Values(TrainedFamily::bert, TrainedFamily::xlnet, TrainedFamily::elmo,
                                         TrainedFamily::transformer_elmo),
                         [](const auto& family) {
                           std::string name = name_of(family.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(MostFrequentWords, come_first_and_ties_bytewise) {
  EXPECT_EQ(most_frequent_words({{"b", "a", "c"}, {"c", "d"}}, 3), (Words{"c", "a", "b"}));
  EXPECT_EQ(most_frequent_words({{"a"}}, 3), Words{"a"});
}

TEST(TextFiles, folders_stand_for_their_text_files_in_order_of_name) {
  const test::ScratchFolder folder;
  for (const char* name : {"b.txt", "a.txt", "c.csv"}) write_file(folder / name, std::string("in ") + name + "\n\n");
  const auto files = text_files({folder / "c.csv", folder.path()});
  EXPECT_EQ(files, (std::vector<std::filesystem::path>{folder / "c.csv", folder / "a.txt", folder / "b.txt"}));
  EXPECT_EQ(read_sentences(files), (std::vector<Words>{{"in", "c.csv"}, {"in", "a.txt"}, {"in", "b.txt"}}));
}

}  // namespace
}  // namespace neurank::pretrain
