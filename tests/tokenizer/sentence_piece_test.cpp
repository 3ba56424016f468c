#include "tokenizer/sentence_piece.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using test::grouped;
using test::Strings;
using test::tokenizer_data;

std::unique_ptr<Tokenizer> xlnet() { return load_tokenizer(tokenizer_data / "xlnet"); }
std::unique_ptr<Tokenizer> albert() { return load_tokenizer(tokenizer_data / "albert"); }

/// A family's model beside a tokenizer_config.json.
std::unique_ptr<Tokenizer> configured(const std::string& family, const std::string& config) {
  const test::ScratchFolder folder;
  std::filesystem::copy(tokenizer_data / family / "spiece.model", folder / "spiece.model");
  write_file(folder / "tokenizer_config.json", config);
  return load_tokenizer(folder.path());
}

std::string refusal(const std::string& config) {
  return test::refusal([&] { configured("xlnet", config); });
}

TEST(SentencePiece, xlnet_frames_behind_the_sentence_and_albert_on_both_sides) {
  EXPECT_TRUE(xlnet()->framing().before.empty());
  EXPECT_EQ(test::spellings(*xlnet(), xlnet()->framing().after), (Strings{"<sep>", "<cls>"}));
  EXPECT_EQ(test::spellings(*albert(), albert()->framing().before), (Strings{"[CLS]"}));
  EXPECT_EQ(test::spellings(*albert(), albert()->framing().after), (Strings{"[SEP]"}));
}

TEST(SentencePiece, the_blank_s_mark_belongs_to_the_word_behind_it) {
  EXPECT_EQ(grouped(*xlnet(), {"The", "goat", "said", "(and)"}),
            "[\u2581The] [\u2581goat] [\u2581said] [\u2581|(|and|)]");
}

TEST(SentencePiece, a_comma_behind_a_digit_stands_alone) {
  // The model has the pieces "\u25819," and "9,"; the second is cut again as "\u25819", whose mark goes.
  EXPECT_EQ(grouped(*xlnet(), {"9,", "19,", "goat,"}), "[\u25819|,] [\u25811|9|,] [\u2581goat|,]");
}

TEST(SentencePiece, accents_go_and_the_case_stays_unless_the_config_says_otherwise) {
  EXPECT_EQ(xlnet()->tokenize(Strings{"caf\u00e9"}).ids, xlnet()->tokenize(Strings{"cafe"}).ids);
  EXPECT_NE(xlnet()->tokenize(Strings{"The"}).ids, xlnet()->tokenize(Strings{"the"}).ids);
  EXPECT_EQ(albert()->tokenize(Strings{"THE", "CAF\u00c9"}).ids, albert()->tokenize(Strings{"the", "cafe"}).ids);

  const auto accented = configured("xlnet", R"({"keep_accents": true})");
  EXPECT_TRUE(grouped(*accented, {"caf\u00e9"}).ends_with("|\u00e9]"));
  const auto lower = configured("xlnet", R"({"do_lower_case": true})");
  EXPECT_EQ(grouped(*lower, {"The"}), "[\u2581the]");
  const auto cased = configured("albert", R"({"do_lower_case": false})");
  EXPECT_EQ(grouped(*cased, {"THE"}), "[\u2581|<unk>]");
  EXPECT_TRUE(refusal(R"({"keep_accents": "no"})").ends_with(": keep_accents is \"no\"; set it to true or false"));
}

TEST(SentencePiece, quotes_of_two_characters_become_one) {
  EXPECT_EQ(grouped(*xlnet(), {"``", "goat", "''"}), grouped(*xlnet(), {"\"", "goat", "\""}));
}

TEST(SentencePiece, words_can_vanish_and_can_hold_blanks) {
  EXPECT_EQ(grouped(*xlnet(), {"\u200b", "the", "\u0001", "goat", "\u00a0"}), "[] [\u2581the] [] [\u2581goat] []");
  EXPECT_EQ(grouped(*xlnet(), {"the\u00a0goat", "\u3000the", "goat\u200b"}),
            "[\u2581the|\u2581goat] [\u2581the] [\u2581goat]");
  EXPECT_EQ(grouped(*xlnet(), {}), "");
  EXPECT_EQ(grouped(*xlnet(), {"", ""}), "[] []");
}

TEST(SentencePiece, unknown_characters_in_a_row_are_one_piece_of_their_own_word) {
  EXPECT_EQ(grouped(*xlnet(), {"\u65e5\u672c", "\u65e5"}), "[\u2581|<unk>] [\u2581|<unk>]");
  EXPECT_EQ(grouped(*xlnet(), {"the", "\u200b", "\u65e5"}), "[\u2581the] [] [\u2581|<unk>]");
  EXPECT_EQ(grouped(*xlnet(), {"\u0001", "\u65e5"}), "[] [\u2581|<unk>]");
  EXPECT_EQ(test::spellings(*xlnet(), {*xlnet()->unknown_id()}), (Strings{"<unk>"}));
}

TEST(SentencePiece, special_pieces_in_the_text_are_kept) {
  EXPECT_EQ(grouped(*xlnet(), {"the", "<sep>", "goat"}), "[\u2581the] [<sep>] [\u2581goat]");
  EXPECT_EQ(grouped(*xlnet(), {"the<mask>goat"}), "[\u2581the|<mask>|\u2581goat]");
  EXPECT_EQ(grouped(*xlnet(), {"<unk>", "[SEP]"}).substr(0, 8), "[<unk>] ");
  EXPECT_EQ(grouped(*albert(), {"[MASK]", "goat"}), "[[MASK]] [\u2581goat]");
  EXPECT_NE(grouped(*albert(), {"[mask]"}), "[[MASK]]");
}

TEST(SentencePiece, a_dotted_capital_i_becomes_a_plain_i) {
  EXPECT_EQ(albert()->tokenize(Strings{"\u0130t"}).ids, albert()->tokenize(Strings{"it"}).ids);
}

}  // namespace
}  // namespace neurank::tokenizer
