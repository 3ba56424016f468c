#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numeric>

#include "model/language_model.hpp"
#include "pretrain/sample_text.hpp"
#include "pretrain/training_graph.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::pretrain {
namespace {

const Architecture small = {.layers = 2, .width = 16, .heads = 2, .feed_forward = 24, .max_words = 12, .dropout = 0.1};

constexpr Index vocabulary_size = 50;

/// Families whose models are made from a vocabulary of pieces.
struct TrainedFamily {
  const char* name;
  std::shared_ptr<TrainingGraph> (*make)(const Architecture&, const std::filesystem::path&, std::uint64_t);
  void (*write_vocabulary)(const std::vector<Words>&, Index, const std::filesystem::path&);
  const char* vocabulary;
};
const TrainedFamily families[] = {
    {"bert", make_bert, tokenizer::write_word_piece_vocabulary, "vocab.txt"},
    {"xlnet", make_xlnet, tokenizer::write_sentence_piece_vocabulary, "spiece.model"},
};

class PieceModels : public testing::TestWithParam<TrainedFamily> {
 protected:
  PieceModels() : text_(test::sample_text(200)) {
    GetParam().write_vocabulary(text_, vocabulary_size, folder_ / GetParam().vocabulary);
    graph_ = GetParam().make(small, folder_.path(), 3);
  }

  test::ScratchFolder folder_;
  std::vector<Words> text_;
  std::shared_ptr<TrainingGraph> graph_;
};

/// All hidden states [positions, width], layer by layer, of a sentence with framing.
std::vector<Matrix> read_states(model::LanguageModel& model, const tokenizer::Tokenizer& tokenizer,
                                const Words& sentence) {
  const auto framing = tokenizer.framing();
  const auto pieces = tokenizer.tokenize(sentence).ids;
  model::PieceBatch batch;
  for (const auto* ids : {&framing.before, &pieces, &framing.after})
    batch.ids.insert(batch.ids.end(), ids->begin(), ids->end());
  batch.length = static_cast<Index>(batch.ids.size());
  batch.lengths = {batch.length};
  std::vector<std::int64_t> rows(batch.ids.size());
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::vector<Matrix> layers;
  model.run(batch, rows, [&](Index, ConstMatrixView states) { layers.push_back(states); });
  return layers;
}

TEST_P(PieceModels, the_written_model_computes_the_states_of_training) {
  // A few steps away from the start, where biases are not 0 and norms not 1.
  torch::optim::SGD optimizer(graph_->parameters().tensors(), 0.01);
  for (std::uint64_t step = 0; step < 5; ++step) {
    optimizer.zero_grad();
    graph_->loss(std::span(text_).first(8), step).sum.backward();
    optimizer.step();
  }
  graph_->write(folder_ / "model");
  const auto model =
      model::load_language_model({.name = "m", .path = folder_ / "model", .family = ""}, model::Device::cpu);
  const auto tokenizer = tokenizer::load_tokenizer(folder_ / "model");
  EXPECT_EQ(model->shape().family, GetParam().name);
  for (std::size_t s = 0; s < 5; ++s) {
    const auto expected = graph_->states(text_[s]);
    const auto read = read_states(*model, *tokenizer, text_[s]);
    ASSERT_EQ(read.size(), expected.size());
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(small.layers) + 1);
    for (std::size_t layer = 0; layer < read.size(); ++layer) {
      const torch::Tensor values = expected[layer].contiguous();
      ASSERT_EQ(values.sizes(), (torch::IntArrayRef{read[layer].rows(), read[layer].cols()}));
      const ConstMatrixView matrix(values.data_ptr<float>(), values.size(0), values.size(1));
      // States are of size 1, computed by some ten sums of a hundred float32 products.
      EXPECT_LT((matrix - read[layer]).cwiseAbs().maxCoeff(), 1e-5) << "layer " << layer;
    }
  }
}

double value_of(const TrainingGraph::Loss& loss) { return loss.sum.item<double>(); }

TEST_P(PieceModels, the_seed_decides_all_chance) {
  const auto batch = std::span(text_).first(20);
  EXPECT_EQ(value_of(graph_->loss(batch, 1)), value_of(graph_->loss(batch, 1)));
  EXPECT_NE(value_of(graph_->loss(batch, 1)), value_of(graph_->loss(batch, 2)));
  const auto same = GetParam().make(small, folder_.path(), 3), other = GetParam().make(small, folder_.path(), 4);
  EXPECT_EQ(value_of(same->loss(batch, 1)), value_of(graph_->loss(batch, 1)));
  EXPECT_NE(value_of(other->loss(batch, 1)), value_of(graph_->loss(batch, 1)));
}

TEST_P(PieceModels, a_model_that_knows_nothing_pays_the_logarithm_of_its_vocabulary) {
  const auto loss = graph_->loss(std::span(text_).first(50), 1);
  EXPECT_GT(loss.predictions, 30);
  EXPECT_NEAR(value_of(loss) / static_cast<double>(loss.predictions), std::log(static_cast<double>(vocabulary_size)),
              0.3);
}

TEST_P(PieceModels, long_sentences_are_cut_and_empty_ones_cost_nothing) {
  Words longest;
  for (int i = 0; i < 8; ++i) longest.insert(longest.end(), text_[0].begin(), text_[0].end());
  EXPECT_GT(graph_->loss(std::vector<Words>{longest}, 1).predictions, 0);
  const auto nothing = graph_->loss(std::vector<Words>{Words{}}, 1);
  EXPECT_EQ(nothing.predictions, 0);
  EXPECT_EQ(value_of(nothing), 0);
}

TEST_P(PieceModels, units_are_pieces_without_framing) {
  const auto tokenizer = tokenizer::load_tokenizer(folder_.path());
  const auto ids = tokenizer->tokenize(text_[0]).ids;
  EXPECT_EQ(graph_->units(text_[0]), std::vector<std::int64_t>(ids.begin(), ids.end()));
}

INSTANTIATE_TEST_SUITE_P(Families, PieceModels, testing::ValuesIn(families),
                         [](const auto& family) { return std::string(family.param.name); });

}  // namespace
}  // namespace neurank::pretrain
