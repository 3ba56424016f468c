#include <gtest/gtest.h>

#include "base/files.hpp"
#include "model/golden_states.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {
namespace {

namespace fs = std::filesystem;

/// Loading the golden with other options.
class ElmoOptions : public testing::Test {
 protected:
  ElmoOptions() : options_(test::read_json(golden_ / "options.json")) {
    fs::copy(golden_ / "lm_weights.hdf5", folder_.path());
  }

  std::unique_ptr<LanguageModel> load(const std::string& family = "") {
    write_file(folder_ / "options.json", options_.dump());
    return load_language_model({.name = "e", .path = folder_.path(), .family = family}, Device::cpu);
  }

  std::string error_of_loading(const std::string& family = "") {
    const std::string message = test::refusal([&] { load(family); });
    EXPECT_TRUE(message.starts_with(folder_.path().string())) << message;
    return message;
  }

  /// The error with one option changed, which is then put back.
  std::string error_with(const std::string& section, const std::string& key, const nlohmann::json& value) {
    const nlohmann::json kept = options_;
    options_[section][key] = value;
    const std::string message = error_of_loading();
    options_ = kept;
    return message;
  }

  /// The states of a sentence as they are, and as they are with both clips changed.
  float change_by_clips(const nlohmann::json& clip) {
    const auto tokenizer = tokenizer::load_tokenizer(golden_);
    const auto words = test::read_json(golden_ / "inputs.json")["sentences"]["s1"].get<std::vector<std::string>>();
    const auto ids = tokenizer->tokenize(words).ids;
    const PieceBatch batch{.length = 10, .ids = {ids.begin(), ids.end()}, .lengths = {10}, .segments = {}};
    const std::vector<Matrix> before = test::all_layers(*load(), batch);
    options_["lstm"]["cell_clip"] = options_["lstm"]["proj_clip"] = clip;
    return (test::all_layers(*load(), batch).back() - before.back()).cwiseAbs().maxCoeff();
  }

  const fs::path golden_ = fs::path(NEURANK_TEST_DATA) / "elmo";
  test::ScratchFolder folder_;
  nlohmann::json options_;
};

TEST_F(ElmoOptions, each_needed_key_is_missed_by_name) {
  const std::pair<const char*, std::vector<const char*>> needed[] = {
      {"lstm", {"dim", "projection_dim", "n_layers"}}, {"char_cnn", {"filters", "n_highway", "embedding"}}};
  for (const auto& [section, keys] : needed)
    for (const char* key : keys)
      EXPECT_MENTIONS(error_with(section, key, nullptr),
                      "options.json: key " + std::string(section) + "." + key + " is missing");
  options_["char_cnn"]["embedding"].erase("dim");
  EXPECT_MENTIONS(error_of_loading(), "key char_cnn.embedding.dim is missing");
}

TEST_F(ElmoOptions, a_config_that_is_not_elmos_is_not_taken_for_it) {
  options_.erase("lstm");
  EXPECT_MENTIONS(error_of_loading(), "options.json: neither model_type nor architectures tell");
  EXPECT_MENTIONS(error_of_loading("elmo"), "options.json: key lstm is missing");
}

TEST_F(ElmoOptions, variants_that_compute_otherwise_are_refused) {
  EXPECT_MENTIONS(error_with("lstm", "use_skip_connections", false), "use_skip_connections is false");
  EXPECT_MENTIONS(error_with("char_cnn", "activation", "tanh"), "activation is \"tanh\"");
  EXPECT_MENTIONS(error_with("char_cnn", "max_characters_per_token", 60), "max_characters_per_token is 60");
  EXPECT_MENTIONS(error_with("char_cnn", "filters", {{51, 6}}), "a filter spans 51 characters");
  EXPECT_MENTIONS(error_with("lstm", "cell_clip", -1), "lstm.cell_clip is -1");
}

TEST_F(ElmoOptions, options_that_disagree_with_the_weights_are_refused) {
  EXPECT_MENTIONS(error_with("lstm", "dim", 41),
                  "tensor RNN_0.RNN.MultiRNNCell.Cell0.LSTMCell.W_0 is [48, 160], expected [48, 164]");
  EXPECT_MENTIONS(error_with("lstm", "n_layers", 3), "Cell2.LSTMCell.W_0 is missing");
  EXPECT_MENTIONS(error_with("lstm", "n_layers", 1), "Cell1.LSTMCell.W_0 lies beyond what lstm.n_layers");
  EXPECT_MENTIONS(error_with("char_cnn", "n_highway", 3), "tensor CNN_high_2.W_transform is missing");
  EXPECT_MENTIONS(error_with("char_cnn", "filters", {{1, 6}, {2, 9}}), "tensor CNN.W_cnn_1 is [1, 2, 5, 8]");
  EXPECT_MENTIONS(error_with("char_cnn", "filters", {{1, 10000000}, {50, 10000000}}), "tensor CNN.W_cnn_0 is");
  EXPECT_MENTIONS(error_with("lstm", "projection_dim", 25), "tensor CNN_proj.W_proj is [66, 24], expected [66, 25]");
}

TEST_F(ElmoOptions, weights_must_be_there_once_and_whole) {
  const std::string whole = read_file(folder_ / "lm_weights.hdf5");
  write_file(folder_ / "other.hdf5", whole);
  EXPECT_MENTIONS(error_of_loading(), "more than one .hdf5 file");
  fs::remove(folder_ / "other.hdf5");
  write_file(folder_ / "lm_weights.hdf5", whole.substr(0, whole.size() / 2));
  EXPECT_MENTIONS(error_of_loading(), "lm_weights.hdf5: not a whole HDF5 file");
  fs::remove(folder_ / "lm_weights.hdf5");
  EXPECT_MENTIONS(error_of_loading(), "no weights, expected a .hdf5 file");
}

TEST_F(ElmoOptions, zero_and_null_clip_nothing) {
  EXPECT_GT(change_by_clips(nullptr), 1e-3f);
  EXPECT_EQ(change_by_clips(0), 0.0f) << "null was the same";
}

TEST_F(ElmoOptions, flops_are_those_of_the_matrix_products) {
  write_file(folder_ / "options.json", options_.dump());
  const double filters =
      50 * 1 * 5 * 6 + 49 * 2 * 5 * 8 + 48 * 3 * 5 * 10 + 47 * 4 * 5 * 12 + 46 * 5 * 5 * 14 + 44 * 7 * 5 * 16;
  const double highways = 2 * 2 * 66 * 66, projection = 66 * 24, lstm = 48 * 160 + 40 * 24;
  EXPECT_EQ(flops_per_sequence({.name = "", .path = folder_.path(), .family = ""}, 3),
            2 * 3 * (filters + highways + projection + 2 * 2 * lstm));
}

}  // namespace
}  // namespace neurank::model
