#include "model/untrained_weights.hpp"

#include <gtest/gtest.h>

#include "checkpoint/model_files.hpp"
#include "model/golden_states.hpp"

namespace neurank::model {
namespace {

/// A golden's folder, and the kind of a piece: an id, or the characters of a word.
class UntrainedModel : public testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path folder_ = std::filesystem::path(NEURANK_TEST_DATA) / GetParam();

  std::unique_ptr<LanguageModel> load(bool random, Index draw = 1) const {
    return load_language_model(
        {.name = "", .path = folder_, .family = "", .gelu = {}, .random_weights = random, .draw = draw}, Device::cpu);
  }

  /// Two sequences with all ids different, of five positions each.
  static PieceBatch batch_for(const ModelShape& shape) {
    PieceBatch batch;
    batch.length = 5;
    batch.lengths = {5, 5};
    for (Index i = 0; i < 10 * shape.ids_per_piece; ++i) batch.ids.push_back(3 + i % (shape.vocabulary - 3));
    return batch;
  }
};

TEST_P(UntrainedModel, is_another_network_of_the_same_shape_whose_states_tell_inputs_apart) {
  const auto trained = load(false), untrained = load(true);
  const PieceBatch batch = batch_for(trained->shape());
  const auto learned = test::all_layers(*trained, batch), random = test::all_layers(*untrained, batch);
  ASSERT_EQ(learned.size(), random.size());
  for (std::size_t layer = 0; layer < random.size(); ++layer) {
    ASSERT_EQ(learned[layer].cols(), random[layer].cols());
    EXPECT_TRUE(random[layer].allFinite()) << layer;
    EXPECT_GT((random[layer] - learned[layer]).cwiseAbs().maxCoeff(), 1e-2f) << layer;
    EXPECT_GT((random[layer].row(1) - random[layer].row(7)).cwiseAbs().maxCoeff(), 1e-3f) << layer;
  }
}

TEST_P(UntrainedModel, is_the_same_each_time) {
  const auto one = load(true), two = load(true);
  const PieceBatch batch = batch_for(one->shape());
  EXPECT_EQ(test::all_layers(*one, batch), test::all_layers(*two, batch));
}

TEST_P(UntrainedModel, is_another_network_in_another_draw) {
  const auto one = load(true), two = load(true, 2);
  const PieceBatch batch = batch_for(one->shape());
  const auto first = test::all_layers(*one, batch), second = test::all_layers(*two, batch);
  for (std::size_t layer = 0; layer < first.size(); ++layer)
    EXPECT_GT((first[layer] - second[layer]).cwiseAbs().maxCoeff(), 1e-2f) << layer;
}

INSTANTIATE_TEST_SUITE_P(Published, UntrainedModel,
                         testing::Values("bert", "roberta", "distilbert", "albert", "electra", "gpt2", "xlnet", "elmo",
                                         "t-elmo"));

TEST(UntrainedWeights, matrices_fill_their_range_and_vectors_are_neutral) {
  const std::filesystem::path folder = std::filesystem::path(NEURANK_TEST_DATA);
  const UntrainedWeights bert(checkpoint::open_weights(folder / "bert"), 1);
  for (const std::string& name : bert.names()) {
    const checkpoint::Shape& shape = *bert.find(name);
    if (name.find("position_ids") != std::string::npos) continue;  // whole numbers, which no reader asks for
    std::vector<float> values(static_cast<std::size_t>(checkpoint::num_elements(shape)));
    bert.read(name, values);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (shape.size() == 1) {
      EXPECT_EQ(*least, *most) << name;
      EXPECT_EQ(*least, name.find("LayerNorm.weight") != std::string::npos ? 1.0f : 0.0f) << name;
    } else {
      const float bound = std::sqrt(6.0f / static_cast<float>(shape[0] + shape[1]));
      EXPECT_GE(*least, -bound) << name;
      EXPECT_LE(*most, bound) << name;
      EXPECT_GT(*most - *least, 1.5f * bound) << name;
    }
  }
}

TEST(UntrainedWeights, sinusoids_stay) {
  const std::filesystem::path folder = std::filesystem::path(NEURANK_TEST_DATA) / "t-elmo";
  const auto trained = checkpoint::open_weights(folder);
  const UntrainedWeights untrained(checkpoint::open_weights(folder), 1);
  int tables = 0;
  for (const std::string& name : trained->names()) {
    if (!name.ends_with("positional_encoding")) continue;
    std::vector<float> before(static_cast<std::size_t>(checkpoint::num_elements(*trained->find(name)))), after(before);
    trained->read(name, before);
    untrained.read(name, after);
    EXPECT_EQ(before, after);
    ++tables;
  }
  EXPECT_GT(tables, 0);
}

}  // namespace
}  // namespace neurank::model
