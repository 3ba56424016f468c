#include "pretrain/trainer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "pretrain/sample_text.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::pretrain {
namespace {

const Architecture small = {.layers = 2, .width = 16, .heads = 2, .feed_forward = 32, .max_words = 12, .dropout = 0.1};

class TrainerOfBert : public testing::Test {
 protected:
  TrainerOfBert() : text_(split_text(test::sample_text(400))) {
    tokenizer::write_word_piece_vocabulary(text_.training, 60, folder_ / "vocab.txt");
  }

  static TrainingSettings settings(Index steps) {
    return {.steps = steps,
            .batch = 16,
            .learning_rate = 3e-3,
            .warmup = 5,
            .weight_decay = 0.01,
            .checkpoint_every = 7,
            .seed = 9};
  }

  std::shared_ptr<TrainingGraph> graph() const { return make_bert(small, folder_.path(), 1); }

  static std::vector<float> values_of(const TrainingGraph& graph) {
    std::vector<float> all;
    for (const torch::Tensor& parameter : graph.parameters().tensors()) {
      const torch::Tensor flat = parameter.detach().contiguous();
      all.insert(all.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    }
    return all;
  }

  /// Trains until so many steps are done by this call. @return the weights
  std::vector<float> train(const TrainingSettings& settings, const std::string& checkpoint, Index stop_after = -1) {
    const auto model = graph();
    Trainer trainer(model, text_, settings, {}, "mine", folder_ / checkpoint);
    Index steps = 0;
    const bool done = trainer.run([&] { return ++steps == stop_after; }, [](const TrainingProgress&) {});
    EXPECT_EQ(done, stop_after < 0);
    return values_of(*model);
  }

  test::ScratchFolder folder_;
  TrainingText text_;
};

TEST_F(TrainerOfBert, learns_more_than_how_frequent_pieces_are) {
  const auto model = graph();
  TrainingSettings faster = settings(400);
  faster.learning_rate = 6e-3;
  Trainer trainer(model, text_, faster, {}, "", folder_ / "state");
  const double before = trainer.measure().held_out_loss;
  EXPECT_TRUE(trainer.run([] { return false; }, [](const TrainingProgress&) {}));
  const TrainingOutcome outcome = trainer.measure();
  const double entropy = unigram_entropy(*model, text_.training);
  EXPECT_GT(before, entropy);
  EXPECT_LT(outcome.training_loss, entropy - 0.3);
  EXPECT_LT(outcome.held_out_loss, entropy - 0.3);
}

TEST_F(TrainerOfBert, stopped_and_resumed_gives_the_same_bits) {
  const auto whole = train(settings(20), "whole");
  train(settings(20), "stopped", 4);
  train(settings(20), "stopped", 5);  // step 9; the regular checkpoint of step 7 is older
  EXPECT_EQ(train(settings(20), "stopped"), whole);
  EXPECT_EQ(train(settings(20), "stopped"), whole);  // nothing is left to do
  EXPECT_NE(train(settings(21), "longer"), whole);
}

TEST_F(TrainerOfBert, killed_after_a_checkpoint_gives_the_same_bits) {
  const auto whole = train(settings(20), "whole");
  struct Killed {};
  const auto model = graph();
  Trainer trainer(model, text_, settings(20), {}, "mine", folder_ / "killed");
  const auto kill = [](const TrainingProgress& progress) {
    if (progress.step == 12) throw Killed();
  };
  EXPECT_THROW(trainer.run([] { return false; }, kill), Killed);
  EXPECT_EQ(train(settings(20), "killed"), whole);  // from step 7
}

TEST_F(TrainerOfBert, another_trainings_checkpoint_is_refused) {
  train(settings(20), "state", 3);
  const auto go_on = [&](const std::string& name) {
    Trainer(graph(), text_, settings(20), {}, name, folder_ / "state");
  };
  EXPECT_MENTIONS(test::refusal([&] { go_on("other"); }, Cause::usage),
                  "state: belongs to a training with other settings");
  std::string bytes = read_file(folder_ / "state");
  for (const std::string& damaged : {std::string("no checkpoint"), bytes.substr(0, bytes.size() / 2), std::string()}) {
    write_file(folder_ / "state", damaged);
    EXPECT_MENTIONS(test::refusal([&] { go_on("mine"); }), "state: is damaged");
  }
}

TEST_F(TrainerOfBert, a_loss_that_is_no_number_is_an_error) {
  const auto model = graph();
  Trainer trainer(model, text_, settings(20), {}, "", folder_ / "state");
  {
    const torch::NoGradGuard no_gradients;
    model->parameters().tensors().front().fill_(std::numeric_limits<float>::quiet_NaN());
  }
  const auto run = [&] { trainer.run([] { return false; }, [](const TrainingProgress&) {}); };
  EXPECT_MENTIONS(test::refusal(run), "step 1: the loss or its gradient is not a finite number");
}

TEST_F(TrainerOfBert, ranks_ask_for_gradients_of_all_and_stop_together) {
  // A second rank is imitated that computes the same share once more: mean gradients are the same, sums are double.
  const auto alone = graph(), doubled = graph();
  Trainer one(alone, text_, settings(20), {}, "", folder_ / "one");
  const SumOverRanks twice = [](std::span<float> numbers) {
    for (float& number : numbers) number *= 2;
  };
  Trainer two(doubled, text_, settings(20), {0, 1, twice}, "", folder_ / "two");
  Index steps = 0;
  one.run([&] { return ++steps == 10; }, [](const TrainingProgress&) {});
  steps = 0;
  two.run([&] { return ++steps == 10; }, [](const TrainingProgress&) {});
  EXPECT_EQ(one.steps_done(), 10);
  EXPECT_EQ(values_of(*alone), values_of(*doubled));  // a factor of two changes no bit
}

TEST(LearningRate, rises_over_the_warmup_and_falls_to_the_end) {
  const TrainingSettings settings = {.steps = 100, .learning_rate = 1, .warmup = 9};
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 0), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 8), 0.9);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 9), 1);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 99), 1.0 / 91);
  const TrainingSettings all_warmup = {.steps = 3, .learning_rate = 1, .warmup = 100};
  for (Index step = 0; step < 3; ++step) EXPECT_GT(learning_rate_at(all_warmup, step), 0);
}

TEST(TrainingText, every_hundredth_sentence_is_kept_out) {
  std::vector<Words> sentences;
  for (int i = 0; i < 250; ++i) sentences.push_back({std::to_string(i)});
  const TrainingText text = split_text(sentences);
  EXPECT_EQ(text.held_out, (std::vector<Words>{{"99"}, {"199"}}));
  EXPECT_EQ(text.training.size(), 248u);
  EXPECT_EQ(split_text({{"a"}, {}, {"b"}}).held_out, (std::vector<Words>{{"b"}}));
  EXPECT_THROW(split_text({{"a"}, {}}), Error);
}

TEST_F(TrainerOfBert, unigram_entropy_is_that_of_the_counts) {
  const auto model = graph();
  // Words that are whole pieces: "the" twice, "." once.
  ASSERT_EQ(model->units({"the", "the", "."}).size(), 3u);
  EXPECT_NEAR(unigram_entropy(*model, std::vector<Words>{{"the", "the"}, {"."}}),
              -(2.0 / 3 * std::log(2.0 / 3) + 1.0 / 3 * std::log(1.0 / 3)), 1e-12);
}

}  // namespace
}  // namespace neurank::pretrain
