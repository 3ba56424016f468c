#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/byte_pairs.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {
namespace {

using Strings = std::vector<std::string>;

/// A model's folder whose files say whose tokenizer it is.
class FolderRules : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) const { write_file(folder / name, content); }

  /// A vocab.txt with special pieces first.
  void write_words(const Strings& pieces) const {
    std::string text = "[UNK]\n[CLS]\n[SEP]\n";
    for (const std::string& piece : pieces) text += piece + "\n";
    write("vocab.txt", text);
  }

  /// A vocab.json of all bytes and the special pieces of RoBERTa, none of which GPT-2 has.
  void write_bytes() const {
    std::string json = R"({"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": 4)";
    for (int byte = 0; byte < 256; ++byte)
      json += ", \"" + escaped(spell_byte(static_cast<unsigned char>(byte))) + "\": " + std::to_string(5 + byte);
    write("vocab.json", json + "}");
    write("merges.txt", "#version: 0.2\n");
  }

  Strings pieces(const Strings& words) const {
    const auto tokenizer = load_tokenizer(folder.path());
    Strings spelled;
    for (const std::int32_t id : tokenizer->tokenize(words).ids) spelled.push_back(tokenizer->spell({&id, 1}));
    return spelled;
  }

  std::size_t framing() const {
    const Framing around = load_tokenizer(folder.path())->framing();
    return around.before.size() + around.after.size();
  }

  std::string refusal() const {
    std::string message = test::refusal([&] { load_tokenizer(folder.path()); }, Cause::input);
    const std::string place = folder.path().string();
    for (std::size_t at = message.find(place); at != std::string::npos; at = message.find(place))
      message.replace(at, place.size(), "FOLDER");
    return message;
  }

  const test::ScratchFolder folder;

 private:
  static std::string escaped(const std::string& text) { return text == "\"" || text == "\\" ? "\\" + text : text; }
};

TEST_F(FolderRules, what_stands_around_a_sentence_follows_class_and_family_not_the_vocabulary) {
  write_bytes();
  EXPECT_EQ(framing(), 2u) << "a vocabulary alone, with the pieces of RoBERTa";
  write("config.json", R"({"model_type": "gpt2"})");
  EXPECT_EQ(framing(), 0u);
  EXPECT_EQ(pieces({"<s>"}), (Strings{"<", "s", ">"})) << "no special piece of GPT-2";
  write("config.json", R"({"model_type": "roberta"})");
  EXPECT_EQ(framing(), 2u);
  write("tokenizer_config.json", R"({"tokenizer_class": "GPT2TokenizerFast"})");
  EXPECT_EQ(framing(), 0u) << "the class comes first";
  write("tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})");
  EXPECT_EQ(framing(), 2u) << "says nothing";
}

TEST_F(FolderRules, other_classes_are_refused_by_name) {
  write_words({"a"});
  write("tokenizer_config.json", R"({"tokenizer_class": "BertJapaneseTokenizer"})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: tokenizer_class \"BertJapaneseTokenizer\" cuts text in a way that is "
            "not supported; use a model of another family");
  write("tokenizer_config.json", "{}");
  write("config.json", R"({"model_type": "bert", "tokenizer_class": "BertweetTokenizer"})");
  EXPECT_EQ(refusal(),
            "FOLDER/config.json: tokenizer_class \"BertweetTokenizer\" cuts text in a way that is not supported; "
            "use a model of another family");
  write("tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})");
  EXPECT_EQ(
      refusal(),
      "FOLDER/vocab.txt: not of the kind that the folder's tokenizer_class or model_type needs; put the vocabulary "
      "published with the model beside the weights");
  write("config.json", R"({"model_type": "roberta"})");
  write("tokenizer_config.json", R"({"tokenizer_class": "BertTokenizer"})");
  EXPECT_EQ(pieces({"a"}), Strings{"a"}) << "a RoBERTa with BERT's words is published";
}

TEST_F(FolderRules, other_ways_within_words_are_refused) {
  write_words({"a"});
  write("tokenizer_config.json", R"({"subword_tokenizer_type": "character"})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: subword_tokenizer_type is \"character\", which is not supported; use a "
            "model of another family");
  write("tokenizer_config.json", R"({"do_basic_tokenize": false})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: do_basic_tokenize is false, which is not supported; use a model of "
            "another family");
}

TEST_F(FolderRules, capitals_in_special_pieces_of_any_brackets_do_not_make_a_vocabulary_cased) {
  write_words({"<S>", "<T>", "n", "##b", "##a"});
  EXPECT_EQ(pieces({"NBA"}), (Strings{"n", "##b", "##a"}));
  EXPECT_EQ(load_tokenizer(folder.path())->notes(),
            Strings{"vocab.txt: nothing says whether text is lower-cased; it is, since no piece but special ones has a "
                    "capital"});
  write_words({"N", "<"});
  EXPECT_EQ(load_tokenizer(folder.path())->notes(),
            Strings{"vocab.txt: nothing says whether text is lower-cased; it is not, since pieces have capitals"});
  write("tokenizer_config.json", R"({"do_lower_case": true})");
  EXPECT_TRUE(load_tokenizer(folder.path())->notes().empty());
}

TEST_F(FolderRules, words_that_are_never_split_stay_whole) {
  write_words({"al+", "+ha", "kitab", "+", "al", "ha"});
  EXPECT_EQ(pieces({"al+", "kitab", "+ha"}), (Strings{"al", "+", "kitab", "+", "ha"}));
  write("tokenizer_config.json", R"({"do_lower_case": true, "never_split": ["al+", "+ha"]})");
  EXPECT_EQ(pieces({"al+", "kitab", "+ha", "x+ha"}), (Strings{"al+", "kitab", "+ha", "[UNK]", "+", "ha"}));
  write("tokenizer_config.json", R"({"never_split": "al+"})");
  EXPECT_EQ(refusal(), "FOLDER/tokenizer_config.json: never_split is \"al+\"; make it a list of texts");
}

TEST_F(FolderRules, added_pieces_are_taken_out_of_the_text) {
  write_words({"the", "cat", "[", "]", "E", "1"});
  write("added_tokens.json", R"({"[/E1]": 10, "[E1]": 9})");
  EXPECT_EQ(pieces({"[E1]", "cat[/E1]"}), (Strings{"[E1]", "cat", "[/E1]"}));
  std::filesystem::remove(folder / "added_tokens.json");
  write("tokenizer_config.json",
        R"({"added_tokens_decoder": {"9": {"content": "[E1]", "special": true}, "0": {"content": "[UNK]"}}})");
  EXPECT_EQ(pieces({"the", "[E1]"}), (Strings{"the", "[E1]"}));
  write_bytes();
  std::filesystem::remove(folder / "vocab.txt");
  write("tokenizer_config.json", R"({"added_tokens_decoder": {"261": {"content": "<E>"}}})");
  EXPECT_EQ(pieces({"a<E>"}), (Strings{"a", "<E>"}));
}

TEST_F(FolderRules, added_pieces_that_do_not_fit_are_refused) {
  write_words({"the"});
  write("added_tokens.json", R"({"[E1]": 3})");
  EXPECT_EQ(refusal(),
            "FOLDER: the added piece \"[E1]\" has the id 3, which is that of \"the\" in the vocabulary; download the "
            "model folder again");
  write("added_tokens.json", R"({"[E1]": 7})");
  EXPECT_EQ(refusal(),
            "FOLDER: the added piece \"[E1]\" has the id 7, but the vocabulary ends at 4; download the model folder "
            "again");
  write("added_tokens.json", R"({"[E1]": "7"})");
  EXPECT_EQ(refusal(),
            "FOLDER/added_tokens.json: the added piece \"[E1]\" has no whole number; download the model folder again");
  write("added_tokens.json", R"({"[E1]": 4})");
  write("tokenizer_config.json", R"({"added_tokens_decoder": {"4": {"content": "[E2]"}}})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: added_tokens_decoder: the id 4 is that of \"[E1]\" and of \"[E2]\"; "
            "download the model folder again");
  write("tokenizer_config.json", R"({"added_tokens_decoder": {"4": {"content": "[E1]", "single_word": true}}})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: added_tokens_decoder: the piece \"[E1]\" matches whole words alone, which "
            "is not supported; use a model without single_word");
}

TEST_F(FolderRules, a_start_piece_that_the_config_asks_for_is_put_before) {
  write_bytes();
  write("config.json", R"({"model_type": "gpt2"})");
  write("tokenizer_config.json", R"({"add_bos_token": true})");
  EXPECT_EQ(refusal(),
            "FOLDER/vocab.json: no piece <|endoftext|>, which stands around a sentence; use the vocabulary published "
            "with the model");
  write("added_tokens.json", R"({"<|endoftext|>": 261})");
  EXPECT_EQ(framing(), 1u);
}

TEST_F(FolderRules, added_pieces_that_are_looked_for_in_changed_text_are_refused) {
  write_words({"a"});
  const std::string added = R"("added_tokens_decoder": {"4": {"content": "covid", "normalized": true}})";
  write("tokenizer_config.json", R"({"do_lower_case": true, )" + added + "}");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: the added piece \"covid\" is looked for in lower-cased text, which is not "
            "supported; use a model without such pieces");
  write("tokenizer_config.json", R"({"do_lower_case": false, )" + added + "}");
  EXPECT_EQ(pieces({"covid", "a"}), (Strings{"covid", "a"}));
}

TEST_F(FolderRules, added_pieces_that_take_blanks_are_refused_but_for_the_mask) {
  write_bytes();
  write("tokenizer_config.json", R"({"added_tokens_decoder": {"4": {"content": "<mask>", "lstrip": true}}})");
  EXPECT_EQ(pieces({"<mask>"}), Strings{"<mask>"});
  write("tokenizer_config.json", R"({"added_tokens_decoder": {"261": {"content": "[E]", "rstrip": true}}})");
  EXPECT_EQ(refusal(),
            "FOLDER/tokenizer_config.json: the added piece \"[E]\" takes the blanks beside it, which is not supported; "
            "use a model without such pieces");
}

TEST_F(FolderRules, the_piece_before_a_sentence_is_the_one_that_is_named) {
  write_bytes();
  for (const char* piece : {R"("<s>")", R"({"content": "<s>"})"}) {
    write("tokenizer_config.json",
          std::string(R"({"tokenizer_class": "GPT2Tokenizer", "add_bos_token": true, "bos_token": )") + piece + "}");
    EXPECT_EQ(load_tokenizer(folder.path())->framing().before, std::vector<std::int32_t>{0});
  }
}

}  // namespace
}  // namespace neurank::tokenizer
