// What ELMo and its transformer relative have in common: words come as characters, layers as two directions.

#include <gtest/gtest.h>

#include <numeric>

#include "base/files.hpp"
#include "model/golden_states.hpp"
#include "model/id_states.hpp"
#include "model/word_states.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

/// A published folder and what it must look like.
struct Golden {
  const char* family;
  const char* folder;
  Index layers, width, max_pieces;
};

void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.folder; }

class CharacterModel : public testing::TestWithParam<Golden> {
 protected:
  CharacterModel()
      : folder_(fs::path(NEURANK_TEST_DATA) / GetParam().folder),
        inputs_(test::read_json(folder_ / "inputs.json")),
        expected_(folder_ / "expected.safetensors"),
        tokenizer_(tokenizer::load_tokenizer(folder_)),
        model_(load_language_model(settings(), Device::cpu)) {}

  ModelSettings settings() const { return {.name = "", .path = folder_, .family = ""}; }

  Strings words(const std::string& sentence) const { return inputs_["sentences"][sentence].get<Strings>(); }

  /// Framed sentences, padded with ids that must not matter.
  PieceBatch batch_of(const Strings& sentences) const {
    PieceBatch batch;
    for (const std::string& sentence : sentences)
      batch.lengths.push_back(static_cast<Index>(words(sentence).size()) + 2);
    batch.length = *std::max_element(batch.lengths.begin(), batch.lengths.end());
    const tokenizer::Framing framing = tokenizer_->framing();
    for (const std::string& sentence : sentences) {
      for (const auto& ids : {framing.before, tokenizer_->tokenize(words(sentence)).ids, framing.after})
        batch.ids.insert(batch.ids.end(), ids.begin(), ids.end());
      batch.ids.resize((batch.ids.size() + 50 * batch.length - 1) / (50 * batch.length) * 50 * batch.length, -12345);
    }
    return batch;
  }

  /// Compares rows of a layer with all rows of a reference tensor, or with as many from `skip` on.
  void expect_rows(const Matrix& rows, const std::string& name, Index skip = 0) const {
    ASSERT_NE(expected_.find(name), nullptr) << name;
    const checkpoint::Shape& shape = *expected_.find(name);
    Matrix reference(checkpoint::num_elements(shape) / shape.back(), shape.back());
    expected_.read(name, {reference.data(), static_cast<std::size_t>(reference.size())});
    ASSERT_EQ(rows.cols(), reference.cols());
    const Matrix difference = rows - reference.middleRows(skip, rows.rows());
    EXPECT_LE(difference.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(), test::golden_tolerance) << name;
  }

  fs::path folder_;
  nlohmann::json inputs_;
  checkpoint::SafetensorsFile expected_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  std::unique_ptr<LanguageModel> model_;
};

const Strings all_sentences = {"s0", "s1", "s2", "s3"};

TEST_P(CharacterModel, is_recognised_by_its_config) {
  const Golden& golden = GetParam();
  const ModelShape shape = read_model_shape(settings());
  EXPECT_EQ(shape.family, golden.family);
  EXPECT_EQ(shape.layers, golden.layers);
  EXPECT_EQ(shape.width, golden.width);
  EXPECT_EQ(shape.max_pieces, golden.max_pieces);
  EXPECT_EQ(static_cast<Index>(shape.layer_names.size()), golden.layers);
  EXPECT_EQ(shape.vocabulary, 262);
  EXPECT_EQ(shape.ids_per_piece, 50);
  EXPECT_EQ(shape.segments, 0);
  EXPECT_EQ(model_->shape().layer_names, shape.layer_names);
}

TEST_P(CharacterModel, character_ids_equal_the_reference) {
  for (const std::string& sentence : all_sentences) {
    const auto ids = tokenizer_->tokenize(words(sentence)).ids;
    const auto& entry = expected_.tensors().at(sentence + "/char_ids");
    ASSERT_EQ(entry.shape, (checkpoint::Shape{static_cast<Index>(ids.size()) / 50, 50}));
    const std::string bytes = read_file(folder_ / "expected.safetensors").substr(entry.begin, 8 * ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      std::int64_t expected = 0;
      std::copy_n(bytes.data() + 8 * i, 8, reinterpret_cast<char*>(&expected));
      ASSERT_EQ(ids[i], expected) << sentence << ", id " << i;
    }
  }
}

TEST_P(CharacterModel, every_sentence_alone_equals_the_reference_with_its_framing) {
  for (const std::string& sentence : all_sentences)
    test::expect_states(*model_, batch_of({sentence}), expected_, sentence + "/with_bos_eos");
}

TEST_P(CharacterModel, padded_batch_equals_the_reference) {
  const Strings members = inputs_["batches"][0]["members"].get<Strings>();
  ASSERT_EQ(members.size(), 3u);
  const PieceBatch batch = batch_of(members);
  const std::vector<Matrix> layers = test::all_layers(*model_, batch);
  ASSERT_EQ(static_cast<Index>(layers.size()), GetParam().layers);
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    for (Index b = 0; b < batch.size(); ++b)
      expect_rows(layers[layer].middleRows(b * batch.length + 1, batch.lengths[b] - 2),
                  "batch/layer_" + std::to_string(layer), b * (batch.length - 2));
}

TEST_P(CharacterModel, sentences_in_any_order_equal_the_reference) {
  const Strings sentences = {"s0", "s3", "s0", "s2", "s1"};
  const PieceBatch batch = batch_of(sentences);
  const std::vector<Matrix> layers = test::all_layers(*model_, batch);
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    for (Index b = 0; b < batch.size(); ++b)
      expect_rows(layers[layer].middleRows(b * batch.length, batch.lengths[b]),
                  sentences[b] + "/with_bos_eos/layer_" + std::to_string(layer));
}

TEST_P(CharacterModel, wanted_rows_come_in_the_given_order_and_no_others) {
  const PieceBatch batch = batch_of({"s1", "s0"});
  const std::vector<Matrix> all = test::all_layers(*model_, batch);
  const std::vector<std::int64_t> rows = {13, 3, 0, 3};
  model_->run(batch, rows, [&](Index layer, ConstMatrixView states) {
    ASSERT_EQ(states.rows(), 4);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(states.row(i), all[layer].row(rows[i])) << layer;
  });
}

TEST_P(CharacterModel, nothing_is_remembered_from_batch_to_batch) {
  const PieceBatch batch = batch_of({"s2", "s1"});
  const std::vector<Matrix> before = test::all_layers(*model_, batch);
  test::all_layers(*model_, batch_of({"s3"}));
  EXPECT_EQ(test::all_layers(*model_, batch), before);
}

TEST_P(CharacterModel, word_vectors_equal_the_reference) {
  Strings text;
  std::vector<Index> offsets = {0};
  for (const std::string& sentence : all_sentences) {
    const Strings tokens = words(sentence);
    text.insert(text.end(), tokens.begin(), tokens.end());
    offsets.push_back(static_cast<Index>(text.size()));
  }
  std::vector<Matrix> layers(static_cast<std::size_t>(GetParam().layers),
                             Matrix::Zero(static_cast<Index>(text.size()), GetParam().width));
  const WordStateSummary summary = compute_word_states(
      *model_, *tokenizer_, {text, offsets}, {},
      [&](std::span<const Index> positions, Index layer, ConstMatrixView states) {
        for (std::size_t i = 0; i < positions.size(); ++i) layers[layer].row(positions[i]) = states.row(i);
      },
      [] { return true; });
  EXPECT_EQ(summary.has_vector, std::vector<std::uint8_t>(text.size(), 1));
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    for (std::size_t s = 0; s < all_sentences.size(); ++s)
      expect_rows(layers[layer].middleRows(offsets[s], offsets[s + 1] - offsets[s]),
                  all_sentences[s] + "/layer_" + std::to_string(layer));
}

TEST_P(CharacterModel, written_states_of_sentences_equal_the_reference) {
  const test::ScratchFolder scratch;
  write_sentence_states(*model_, *tokenizer_, folder_ / "inputs.json", scratch / "out.safetensors");
  const checkpoint::SafetensorsFile written(scratch / "out.safetensors");
  EXPECT_EQ(static_cast<Index>(written.names().size()), 4 * GetParam().layers);
  for (const std::string& name : written.names()) {
    ASSERT_EQ(*written.find(name), *expected_.find(name)) << name;
    Matrix states((*written.find(name))[0], (*written.find(name))[1]);
    written.read(name, {states.data(), static_cast<std::size_t>(states.size())});
    expect_rows(states, name);
  }
}

TEST_P(CharacterModel, bad_sentences_are_refused_with_their_place) {
  const test::ScratchFolder scratch;
  const auto refusal = [&](const std::string& json) {
    write_file(scratch / "ids.json", json);
    const std::string message = test::refusal(
        [&] { write_sentence_states(*model_, *tokenizer_, scratch / "ids.json", scratch / "out.safetensors"); });
    return message.substr(std::min(message.size(), (scratch / "ids.json").string().size()));
  };
  EXPECT_EQ(refusal("{}"), ": key sentences is missing or not an object");
  EXPECT_EQ(refusal(R"({"sentences": []})"), ": key sentences is missing or not an object");
  for (const char* words : {"[]", "3", "\"a\"", "[1]", "[[\"a\"]]"})
    EXPECT_EQ(refusal(R"({"sentences": {"a": )" + std::string(words) + "}}"), ": sentences \"a\": not a list of words");
  std::string many = "\"a\"";
  for (int i = 1; i < 4999; ++i) many += ",\"a\"";
  if (GetParam().max_pieces > 0) {
    EXPECT_EQ(refusal(R"({"sentences": {"a": [)" + many + "]}}"),
              ": sentences \"a\": 5001 ids, but the model reads at most 5000");
  }
}

INSTANTIATE_TEST_SUITE_P(Published, CharacterModel,
                         testing::Values(Golden{"elmo", "elmo", 3, 48, 0},
                                         Golden{"transformer-elmo", "t-elmo", 7, 64, 5000}));

}  // namespace
}  // namespace neurank::model
