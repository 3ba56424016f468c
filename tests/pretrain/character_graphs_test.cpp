#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/random.hpp"
#include "model/language_model.hpp"
#include "pretrain/trainer.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::pretrain {
namespace {

using torch::Tensor;
using Make = std::shared_ptr<TrainingGraph> (*)(const Architecture&, const Words&, std::uint64_t);

constexpr Architecture small = {.layers = 3, .width = 32, .feed_forward = 48, .max_words = 12, .dropout = 0};
const Words vocabulary = {"the", "a", "dog", "cat", "sees", "hears", "old", "young", "and", "."};
const std::string long_word(60, 'x');

/// Sentences that a grammar makes: an article before an animal, then a verb, ...
std::vector<Words> grammatical(std::size_t count, Random& random) {
  const auto either = [&](const char* one, const char* other) { return random.below(2) == 0 ? one : other; };
  std::vector<Words> sentences;
  while (sentences.size() < count) {
    Words words = {"the", either("old", "young"), either("dog", "cat"), either("sees", "hears"), "a"};
    if (random.below(2) == 0) words.insert(words.end(), {"young", "cat", "and", "a"});
    words.insert(words.end(), {either("dog", "cat"), "."});
    sentences.push_back(words);
  }
  return sentences;
}

/// Sentences of eight words that nothing foretells.
std::vector<Words> unforeseeable(std::size_t count, Random& random) {
  std::vector<Words> sentences(count, Words(8));
  for (Words& sentence : sentences)
    for (std::string& word : sentence) word = vocabulary[random.below(vocabulary.size())];
  return sentences;
}

/// Mean loss of a prediction, in nats.
double mean_loss(TrainingGraph& graph, std::span<const Words> batch) {
  const torch::NoGradGuard no_gradients;
  const auto [sum, predictions] = graph.loss(batch, 0);
  return sum.item<double>() / static_cast<double>(predictions);
}

class CharacterGraphs : public testing::TestWithParam<Make> {
 protected:
  using Sentences = std::vector<Words> (*)(std::size_t, Random&);

  std::shared_ptr<TrainingGraph> make(const Architecture& architecture = small, std::uint64_t seed = 3) {
    return GetParam()(architecture, vocabulary, seed);
  }

  void train(TrainingGraph& graph, int steps, Sentences sentences = grammatical, double rate = 3e-3) {
    torch::optim::Adam optimizer(graph.parameters().tensors(), torch::optim::AdamOptions(rate));
    for (int step = 0; step < steps; ++step) {
      optimizer.zero_grad();
      const auto [sum, predictions] = graph.loss(sentences(16, random_), static_cast<std::uint64_t>(step));
      (sum / static_cast<double>(predictions)).backward();
      optimizer.step();
    }
  }

  Random random_{7};
};

/// States that neurank reads of a published folder for sentences, padded into one batch: [layer][sentence].
std::vector<std::vector<Tensor>> published_states(const std::filesystem::path& folder,
                                                  const std::vector<Words>& sentences) {
  const auto tokenizer = tokenizer::load_tokenizer(folder);
  const auto model = model::load_language_model({.name = "m", .path = folder, .family = ""}, model::Device::cpu);
  model::PieceBatch batch;
  const auto& [begin, end] = tokenizer->framing();
  for (const Words& sentence : sentences) {
    batch.lengths.push_back(static_cast<std::int64_t>(sentence.size()) + 2);
    batch.length = std::max(batch.length, batch.lengths.back());
  }
  std::vector<std::int64_t> rows;
  for (std::size_t b = 0; b < sentences.size(); ++b) {
    const auto middle = tokenizer->tokenize(sentences[b]).ids;
    for (const auto& part : {begin, middle, end}) batch.ids.insert(batch.ids.end(), part.begin(), part.end());
    batch.ids.resize((b + 1) * static_cast<std::size_t>(batch.length * tokenizer->ids_per_piece()), 0);
    for (std::int64_t p = 0; p < batch.lengths[b]; ++p) rows.push_back(static_cast<std::int64_t>(b) * batch.length + p);
  }
  std::vector<std::vector<Tensor>> layers;
  model->run(batch, rows, [&](Index, ConstMatrixView states) {
    const Tensor all = torch::from_blob(const_cast<float*>(states.data()), {states.rows(), states.cols()}).clone();
    layers.push_back(all.split_with_sizes(batch.lengths));
  });
  return layers;
}

TEST_P(CharacterGraphs, states_are_those_that_are_read_of_the_written_folder) {
  const auto graph = make();
  train(*graph, 8);
  const test::ScratchFolder folder;
  graph->write(folder.path() / "model");
  const std::vector<Words> sentences = {{"the", "old", "dog", "sees", "a", "cat", "."},
                                        {},
                                        {"Ünbekannte", "W\xc3\xb6rter", long_word, "<S>", "x"},
                                        Words(30, "young"),
                                        {"a"}};
  const auto published = published_states(folder.path() / "model", sentences);
  ASSERT_EQ(published.size(), 4u);
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const std::vector<Tensor> ours = graph->states(sentences[s]);
    ASSERT_EQ(ours.size(), published.size());
    for (std::size_t layer = 0; layer < ours.size(); ++layer) {
      ASSERT_EQ(ours[layer].sizes(), published[layer][s].sizes());
      EXPECT_LT((ours[layer] - published[layer][s]).abs().max().item<float>(), 1e-5)
          << "layer " << layer << ", sentence " << s;
      EXPECT_GT(ours[layer].std().item<float>(), 1e-3) << "states that say something";
    }
  }
}

TEST_P(CharacterGraphs, a_word_changes_no_state_of_a_direction_that_has_not_read_it) {
  const auto graph = make();
  train(*graph, 3);
  const Words sentence = {"the", "old", "dog", "sees", "a", "cat", "."};
  const auto before = graph->states(sentence);
  const Index half = small.width / 2, positions = before[0].size(0);
  for (std::size_t t = 0; t < sentence.size(); ++t) {
    // As many letters, so that every product has the same shape: rows of another one may have other last bits.
    Words other = sentence;
    other[t] = std::string(sentence[t].size(), 'z');
    const auto after = graph->states(other);
    const auto at = static_cast<Index>(t) + 1;
    for (std::size_t layer = 1; layer < before.size(); ++layer) {
      const Tensor change = (after[layer] - before[layer]).abs();
      EXPECT_EQ(change.slice(0, 0, at).slice(1, 0, half).max().item<float>(), 0);
      EXPECT_EQ(change.slice(0, at + 1).slice(1, half).max().item<float>(), 0);
      const Tensor read = torch::cat({change.slice(0, at, positions).slice(1, 0, half).flatten(),
                                      change.slice(0, 0, at + 1).slice(1, half).flatten()});
      EXPECT_GT(read.max().item<float>(), 1e-4);
    }
  }
}

TEST_P(CharacterGraphs, what_nothing_foretells_is_not_foretold) {
  const auto graph = make();
  train(*graph, 60, unforeseeable);
  // Of nine predictions eight are of such a word, and no model expects less than ln 10 for it. Where probabilities vary
  // by a third, the mean of 3200 varies by 0.006; a model that sees the word gets far below.
  const double least = std::log(static_cast<double>(vocabulary.size())) * 8 / 9;
  EXPECT_GT(mean_loss(*graph, unforeseeable(200, random_)), least - 0.05);
}

TEST_P(CharacterGraphs, a_text_with_a_grammar_is_learnt) {
  const auto graph = make();
  const std::vector<Words> unseen = grammatical(50, random_);
  const double entropy = unigram_entropy(*graph, unseen);
  EXPECT_GT(mean_loss(*graph, unseen), 0.9 * entropy) << "before training";
  train(*graph, 80);
  EXPECT_LT(mean_loss(*graph, unseen), 0.4 * entropy);
}

TEST_P(CharacterGraphs, a_batch_costs_what_its_sentences_cost_alone) {
  const auto graph = make();
  train(*graph, 3);
  const std::vector<Words> batch = {{"the"}, {}, Words(30, "dog"), {"a", long_word, "hears", "unheard-of", "."}};
  const auto [together, predictions] = graph->loss(batch, 1);
  double sum = 0;
  Index counted = 0;
  for (const Words& sentence : batch) {
    const auto [alone, count] = graph->loss({&sentence, 1}, 1);
    EXPECT_EQ(count, static_cast<Index>(graph->units(sentence).size()));
    sum += alone.item<double>();
    counted += count;
  }
  EXPECT_EQ(predictions, counted);
  EXPECT_NEAR(together.item<double>(), sum, 1e-5 * sum);
  const auto [nothing, none] = graph->loss({}, 1);
  EXPECT_EQ(none, 0);
  nothing.backward();  // as that of any batch
}

TEST_P(CharacterGraphs, unknown_words_are_one_word_to_predict_but_spelled) {
  const auto graph = make();
  const Words one = {"the", "zebra"}, other = {"the", "yak"};
  EXPECT_EQ(graph->units(one), graph->units(other));
  EXPECT_NE(graph->units(one), graph->units({"the", "dog"}));
  EXPECT_GT((graph->states(one)[0][2] - graph->states(other)[0][2]).abs().max().item<float>(), 1e-3);
}

TEST_P(CharacterGraphs, a_long_word_counts_as_its_first_48_bytes) {
  const auto graph = make();
  const Words one = {long_word}, other = {std::string(48, 'x') + "y"}, shorter = {std::string(47, 'x')};
  EXPECT_TRUE(graph->states(one).back().equal(graph->states(other).back()));
  EXPECT_FALSE(graph->states(one).back().equal(graph->states(shorter).back()));
}

TEST_P(CharacterGraphs, long_sentences_are_cut) {
  const auto graph = make();
  const std::vector<Words> whole = {Words(30, "dog")}, cut = {Words(12, "dog"), Words(12, "dog"), Words(6, "dog")};
  EXPECT_NEAR(mean_loss(*graph, whole), mean_loss(*graph, cut), 1e-5);
  EXPECT_EQ(graph->units(whole[0]).size(), 2u * (30 + 3));
}

TEST_P(CharacterGraphs, seeds_decide_weights_and_dropout) {
  Architecture with_dropout = small;
  with_dropout.dropout = 0.2;
  const std::vector<Words> batch = grammatical(4, random_);
  const auto loss = [&](TrainingGraph& graph, std::uint64_t seed) { return graph.loss(batch, seed).sum.item<float>(); };
  const auto graph = make(with_dropout), same = make(with_dropout), other = make(with_dropout, 4);
  EXPECT_EQ(loss(*graph, 1), loss(*same, 1));
  EXPECT_NE(loss(*graph, 1), loss(*graph, 2));
  EXPECT_NE(loss(*graph, 1), loss(*other, 1));
  graph->set_training(false);
  EXPECT_EQ(loss(*graph, 1), loss(*graph, 2)) << "no dropout outside training";
  EXPECT_EQ(loss(*graph, 1), loss(*make(), 1)) << "no dropout outside training";
}

TEST_P(CharacterGraphs, files_of_a_small_model_are_small) {
  Words words;
  for (int i = 0; i < 1500; ++i) words.push_back("w" + std::to_string(i));
  const test::ScratchFolder folder;
  GetParam()(Architecture{}, words, 1)->write(folder.path());
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) bytes += entry.file_size();
  EXPECT_LT(bytes, 3'000'000u);
  const auto shape = model::read_model_shape({.name = "m", .path = folder.path(), .family = ""});
  EXPECT_EQ(shape.layers, 5);
  EXPECT_EQ(shape.width, 96);
}

TEST(TransformerElmoGraph, needs_a_width_for_its_eight_heads) {
  Architecture odd = small;
  odd.width = 24;
  EXPECT_THROW(make_transformer_elmo(odd, vocabulary, 1), Error);
}

INSTANTIATE_TEST_SUITE_P(Families, CharacterGraphs, testing::Values(make_elmo, make_transformer_elmo));

}  // namespace
}  // namespace neurank::pretrain
