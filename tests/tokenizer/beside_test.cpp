#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/sentence_piece_library.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using test::Strings;

/// A folder with a SentencePiece model, and a tokenizer.json of its pieces that likes single characters best.
class Beside : public testing::Test {
 protected:
  Beside() { std::filesystem::copy(test::tokenizer_data / "xlnet" / "spiece.model", folder / "spiece.model"); }

  json converted() const {
    const SentencePieceModel model(folder / "spiece.model");
    json pieces = json::array();
    for (std::int32_t id = 0; id < model.size(); ++id)
      pieces.push_back(json::array({model.piece(id), to_code_points(model.piece(id)).size() == 1 ? -0.1 : -9.0}));
    return {{"model", {{"type", "Unigram"}, {"unk_id", 0}, {"vocab", pieces}}},
            {"pre_tokenizer", {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}}}};
  }

  std::unique_ptr<Tokenizer> load(const json& content) const {
    write_file(folder / "tokenizer.json", content.dump());
    return load_tokenizer(folder.path());
  }

  const test::ScratchFolder folder;
};

TEST_F(Beside, the_sentence_piece_model_is_followed_and_the_other_kept) {
  EXPECT_EQ(load_tokenizer(folder.path())->beside(), nullptr);
  const auto tokenizer = load(converted());
  EXPECT_EQ(test::grouped(*tokenizer, {"goat"}), "[\u2581goat]");
  ASSERT_NE(tokenizer->beside(), nullptr);
  EXPECT_EQ(test::grouped(*tokenizer->beside(), {"goat"}), "[\u2581|g|o|a|t]");
  EXPECT_TRUE(tokenizer->notes().empty());
  EXPECT_EQ(tokenizer_files(folder.path()),
            (std::vector<std::filesystem::path>{folder / "spiece.model", folder / "tokenizer.json"}));
}

TEST_F(Beside, a_piece_with_two_ids_refuses_the_folder) {
  json content = converted();
  auto& pieces = content["model"]["vocab"];
  pieces.push_back(json::array({"further", -9.0}));
  EXPECT_NO_THROW(load(content)) << "pieces on top";
  const auto last = pieces[pieces.size() - 2][0].get<std::string>();
  std::swap(pieces[pieces.size() - 1], pieces[pieces.size() - 2]);
  const auto id = pieces.size() - 2;
  EXPECT_EQ(test::refusal([&] { load(content); }, Cause::input),
            (folder / "spiece.model").string() + ": the piece \"" + last + "\" has the id " + std::to_string(id) +
                ", but " + std::to_string(id + 1) + " in tokenizer.json; take the file away that is not the model's");
}

TEST_F(Beside, a_tokenizer_json_that_is_not_understood_is_said) {
  json content = converted();
  content["pre_tokenizer"]["type"] = "UnicodeScripts";
  const auto tokenizer = load(content);
  EXPECT_EQ(tokenizer->beside(), nullptr);
  ASSERT_EQ(tokenizer->notes().size(), 1u);
  EXPECT_TRUE(tokenizer->notes()[0].starts_with("tokenizer.json is not held against spiece.model, which is followed: "))
      << tokenizer->notes()[0];
}

}  // namespace
}  // namespace neurank::tokenizer
