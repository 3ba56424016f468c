#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/merges.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

/// A folder with a tokenizer.json that a test changes.
class TokenizerJson : public testing::Test {
 protected:
  static json added(int id, const char* content) {
    return {{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
            {"rstrip", false}, {"normalized", false}, {"special", true}};
  }

  static json word_piece() {
    const json single = {{{"SpecialToken", {{"id", "[CLS]"}, {"type_id", 0}}}},
                         {{"Sequence", {{"id", "A"}, {"type_id", 0}}}},
                         {{"SpecialToken", {{"id", "[SEP]"}, {"type_id", 0}}}}};
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", {added(0, "[UNK]"), added(1, "[CLS]"), added(2, "[SEP]")}},
            {"normalizer",
             {{"type", "BertNormalizer"},
              {"clean_text", true},
              {"handle_chinese_chars", true},
              {"strip_accents", nullptr},
              {"lowercase", false}}},
            {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
            {"post_processor", {{"type", "TemplateProcessing"}, {"single", single}}},
            {"decoder", {{"type", "WordPiece"}}},
            {"model",
             {{"type", "WordPiece"},
              {"unk_token", "[UNK]"},
              {"continuing_subword_prefix", "##"},
              {"max_input_chars_per_word", 100},
              {"vocab", {{"[UNK]", 0}, {"[CLS]", 1}, {"[SEP]", 2}, {"os", 3}, {"##lo", 4}, {"Oslo", 5}}}}}};
  }

  static json byte_pairs() {
    json vocabulary = {{"<s>", 0}, {"</s>", 1}, {"th", 258}};
    for (int byte = 0; byte < 256; ++byte) vocabulary[spell_byte(static_cast<unsigned char>(byte))] = 2 + byte;
    return {{"version", "1.0"},
            {"added_tokens", {added(0, "<s>"), added(1, "</s>"), added(259, "<mask>")}},
            {"normalizer", nullptr},
            {"pre_tokenizer",
             {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}}},
            {"post_processor",
             {{"type", "RobertaProcessing"}, {"sep", {"</s>", 1}}, {"cls", {"<s>", 0}}, {"trim_offsets", true}}},
            {"model", {{"type", "BPE"}, {"dropout", nullptr}, {"vocab", vocabulary}, {"merges", {"t h"}}}}};
  }

  std::unique_ptr<Tokenizer> load(const json& content) const {
    write_file(folder / "tokenizer.json", content.dump());
    return load_tokenizer(folder.path());
  }

  Strings pieces(const json& content, const Strings& words) const {
    const auto tokenizer = load(content);
    Strings spelled;
    for (const std::int32_t id : tokenizer->tokenize(words).ids) spelled.push_back(tokenizer->spell({&id, 1}));
    return spelled;
  }

  /// What is said, without the folder and the remedy.
  std::string refusal(const json& content) const {
    std::string message = test::refusal([&] { load(content); }, Cause::input);
    const std::string place = (folder / "tokenizer.json").string() + ": ";
    if (message.starts_with(place)) message = message.substr(place.size());
    return message.substr(0, message.find(';'));
  }

  const test::ScratchFolder folder;
};

TEST_F(TokenizerJson, alone_is_enough) {
  EXPECT_EQ(pieces(word_piece(), {"Oslo", "oslo"}), (Strings{"Oslo", "os", "##lo"}));
  EXPECT_EQ(load(word_piece())->framing().before, std::vector<std::int32_t>{1});
  EXPECT_EQ(pieces(byte_pairs(), {"the", "a<mask>"}), (Strings{"th", "e", spell_byte(' '), "a", "<mask>"}));
  EXPECT_EQ(load(byte_pairs())->framing().after, std::vector<std::int32_t>{1});
  json pairs = byte_pairs();
  pairs["model"]["merges"] = json::array({json::array({"t", "h"})});
  EXPECT_EQ(pieces(pairs, {"the"}), (Strings{"th", "e"})) << "both spellings of merges";
  pairs["post_processor"] = {{"type", "ByteLevel"}};
  EXPECT_TRUE(load(pairs)->framing().before.empty()) << "GPT-2 has nothing around a sentence";
  EXPECT_EQ(tokenizer_files(folder.path()), std::vector<std::filesystem::path>{folder / "tokenizer.json"});
}

TEST_F(TokenizerJson, case_follows_the_config_before_the_file) {
  json file = word_piece();
  file["normalizer"]["lowercase"] = true;
  EXPECT_EQ(pieces(file, {"Oslo"}), (Strings{"os", "##lo"}));
  write_file(folder / "tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_EQ(pieces(file, {"Oslo"}), Strings{"Oslo"});
}

TEST_F(TokenizerJson, files_of_the_first_years_name_no_type_of_model) {
  json words = word_piece(), pairs = byte_pairs();
  words["model"].erase("type");
  pairs["model"].erase("type");
  EXPECT_EQ(pieces(words, {"oslo"}), (Strings{"os", "##lo"}));
  EXPECT_EQ(pieces(pairs, {"the"}), (Strings{"th", "e"}));
  words["model"]["vocab"] = json::array({json::array({"os", -1.5})});
  EXPECT_EQ(refusal(words), "model has no type that is supported");
}

TEST_F(TokenizerJson, special_pieces_may_be_listed_as_added_ones_alone) {
  json file = word_piece();
  for (const char* piece : {"[UNK]", "[CLS]", "[SEP]"}) file["model"]["vocab"].erase(piece);
  EXPECT_EQ(pieces(file, {"oslo", "[SEP]"}), (Strings{"os", "##lo", "[SEP]"}));
  file["added_tokens"][2]["id"] = 5;
  EXPECT_NE(refusal(file), "");
  file["added_tokens"][2]["id"] = 1LL << 33;
  EXPECT_EQ(refusal(file), "added_tokens.2 has no id from 0");
}

TEST_F(TokenizerJson, what_stands_beside_it_alone_is_refused) {
  const auto refused = [&](const char* name, const char* content) {
    const auto file = folder / name;
    write_file(file, content);
    std::string message = refusal(word_piece());
    std::filesystem::remove(file);
    return message;
  };
  const char* config = "tokenizer_config.json";
  EXPECT_EQ(refused("added_tokens.json", R"({"[E1]": 6})"), "has no added token \"[E1]\", which a file beside it has");
  EXPECT_EQ(refused(config, R"({"added_tokens_decoder": {"6": {"content": "[E1]"}}})"),
            "has no added token \"[E1]\", which a file beside it has");
  EXPECT_EQ(refused(config, R"({"never_split": ["a+"]})"), "has no added token \"a+\", which a file beside it has");
  const std::string place = (folder / config).string() + ": ";
  EXPECT_EQ(refused(config, R"({"strip_accents": true})"), place + "strip_accents is true, which is not supported");
  EXPECT_EQ(refused(config, R"({"tokenize_chinese_chars": false})"),
            place + "tokenize_chinese_chars is false, which is not supported");
  EXPECT_NO_THROW(load(word_piece()));
  write_file(folder / config, R"({"add_prefix_space": true})");
  EXPECT_EQ(refusal(byte_pairs()), place + "add_prefix_space is true, which is not supported");
  write_file(folder / config, R"({"add_bos_token": false})");
  EXPECT_EQ(refusal(byte_pairs()), place + "add_bos_token is false, which is not supported") << "its file puts <s>";
  write_file(folder / config, R"({"add_bos_token": true, "add_eos_token": true})");
  EXPECT_NO_THROW(load(byte_pairs()));
  json bare = byte_pairs();
  bare["post_processor"] = nullptr;
  EXPECT_EQ(refusal(bare), place + "add_bos_token is true, which is not supported");
}

TEST_F(TokenizerJson, a_class_without_settings_of_its_own_takes_those_of_the_file) {
  write_file(folder / "tokenizer_config.json",
             R"({"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": true})");
  EXPECT_EQ(pieces(word_piece(), {"Oslo"}), Strings{"Oslo"});
}

TEST_F(TokenizerJson, settings_of_a_batch_are_passed_over_and_said) {
  json file = word_piece();
  file["truncation"] = {{"max_length", 2}};
  file["padding"] = {{"strategy", {{"Fixed", 2}}}};
  EXPECT_EQ(pieces(file, {"Oslo", "Oslo", "Oslo"}).size(), 3u);
  EXPECT_EQ(load(file)->notes(),
            Strings{"tokenizer.json: truncation and padding are a batch's settings and are passed over"});
}

TEST_F(TokenizerJson, what_is_not_understood_is_refused_by_name) {
  const auto changed = [](json file, const char* pointer, const json& value) {
    file[json::json_pointer(pointer)] = value;
    return file;
  };
  const json words = word_piece(), bytes = byte_pairs();
  EXPECT_EQ(refusal(changed(words, "/version", "2.0")), "version is \"2.0\", which is not supported");
  EXPECT_EQ(refusal(changed(words, "/further", 1)), "has a key that is not supported, \"further\"");
  EXPECT_EQ(refusal(changed(words, "/model/type", "WordLevel")), "model of type \"WordLevel\" is not supported here");
  EXPECT_EQ(refusal(changed(words, "/model/max_input_chars_per_word", 50)),
            "model max_input_chars_per_word is 50, which is not supported");
  EXPECT_EQ(refusal(changed(words, "/normalizer/type", "NFKC")), "normalizer of type \"NFKC\" is not supported here");
  EXPECT_EQ(refusal(changed(words, "/normalizer/clean_text", false)),
            "normalizer clean_text is false, which is not supported");
  EXPECT_EQ(refusal(changed(words, "/post_processor/single/0/SpecialToken/id", "<s>")),
            "post_processor puts other pieces around a sentence than [CLS] and [SEP]");
  EXPECT_EQ(refusal(changed(words, "/added_tokens/0/single_word", true)),
            "has an added token \"[UNK]\" that matches whole words alone, which is not supported");
  EXPECT_EQ(refusal(changed(words, "/added_tokens/0/rstrip", true)),
            "has an added token \"[UNK]\" that takes the blanks behind it, which is not supported");
  EXPECT_EQ(refusal(changed(words, "/model/vocab/os", 9)),
            "model.vocab: piece \"os\" has number 9 of 6 pieces (they count from 0)");
  EXPECT_EQ(refusal(changed(bytes, "/post_processor/sep", json::array())), "post_processor sep is no piece with an id");
  EXPECT_EQ(refusal(changed(bytes, "/model/dropout", 0.1)), "model dropout is 0.1, which is not supported");
  EXPECT_EQ(refusal(changed(bytes, "/model/continuing_subword_prefix", "@@")),
            "model continuing_subword_prefix is \"@@\", which is not supported");
  EXPECT_EQ(refusal(changed(bytes, "/model/byte_fallback", true)),
            "model has byte_fallback, though its pieces are of bytes");
  EXPECT_EQ(refusal(changed(bytes, "/pre_tokenizer/type", "UnicodeScripts")),
            "pre_tokenizer of type \"UnicodeScripts\" is not supported here");
  EXPECT_EQ(refusal(changed(bytes, "/normalizer", {{"type", "Nmt"}})),
            "normalizer of type \"Nmt\" is not supported here");
  EXPECT_EQ(refusal(changed(bytes, "/normalizer", {{"type", "NFC"}, {"form", 1}})),
            "normalizer has a key that is not supported, \"form\"");
  EXPECT_EQ(refusal(changed(bytes, "/added_tokens/1/id", 0)),
            "added_tokens.1 has an id or a content that comes a second time");
  EXPECT_EQ(refusal(changed(bytes, "/added_tokens/1/id", 7)),
            "model gives the added token \"</s>\" the id 1 instead of 7");
  EXPECT_EQ(refusal(changed(bytes, "/model/merges/0", json::array({"t"}))),
            "model has a merge that is no pair of pieces");
  json lacking = bytes;
  lacking["model"]["vocab"].erase("!");
  lacking["model"]["vocab"]["th"] = lacking["model"]["vocab"]["th"].get<int>() - 1;
  lacking["model"]["vocab"][spell_byte(255)] = bytes["model"]["vocab"]["!"];
  lacking["added_tokens"][2]["id"] = 258;
  EXPECT_EQ(refusal(lacking), "model lacks a byte, and a piece for what is unknown");
  EXPECT_EQ(refusal(changed(bytes, "/model/merges", {"t h", "t h"})), "model.merges.1: this pair comes a second time");
  EXPECT_EQ(refusal(json::array()), "is no object");
}

TEST_F(TokenizerJson, steps_that_are_not_understood_are_refused_by_name) {
  json file = byte_pairs();
  const auto refused = [&](const char* part, const json& value) {
    json changed = file;
    changed[part] = value;
    return refusal(changed);
  };
  const json metaspace = {{"type", "Metaspace"}, {"replacement", "_"}, {"prepend_scheme", "last"}};
  EXPECT_EQ(refused("pre_tokenizer", metaspace), "pre_tokenizer prepend_scheme is \"last\"");
  const json contrary = {
      {"type", "Metaspace"}, {"replacement", "_"}, {"prepend_scheme", "never"}, {"add_prefix_space", true}};
  EXPECT_EQ(refused("pre_tokenizer", contrary),
            "pre_tokenizer add_prefix_space and prepend_scheme contradict each other");
  const auto split = [](const json& pattern, const char* behavior) {
    return json{{"type", "Split"}, {"pattern", pattern}, {"behavior", behavior}};
  };
  EXPECT_EQ(refused("pre_tokenizer", split({{"String", " "}}, "Kept")),
            "pre_tokenizer behavior is \"Kept\", which is not supported");
  EXPECT_EQ(refused("pre_tokenizer", split({{"String", ""}}, "Removed")), "pre_tokenizer.pattern is empty");
  EXPECT_EQ(refused("pre_tokenizer", split({{"Regex", "("}}, "Removed")),
            "pre_tokenizer.pattern is no regular expression that is supported: \"(\" (U_REGEX_MISMATCHED_PAREN)");
  EXPECT_EQ(refused("normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", "AAAA"}}),
            "normalizer precompiled_charsmap is damaged");
  const json sequence = {{"type", "Sequence"}, {"normalizers", json::array({{{"type", "NFC"}}, {{"type", "Nmt"}}})}};
  EXPECT_EQ(refused("normalizer", sequence), "normalizer.normalizers.1 of type \"Nmt\" is not supported here");
  const auto unigram = [](const json& vocabulary, int unknown) {
    return json{{"type", "Unigram"}, {"unk_id", unknown}, {"vocab", vocabulary}};
  };
  const json pieces = json::array({json::array({"<s>", 0.0}), json::array({"</s>", 0.0}), json::array({"a", -1.0})});
  file["added_tokens"] = json::array({added(0, "<s>"), added(1, "</s>")});
  EXPECT_EQ(refused("model", unigram(pieces, 3)), "model has an unk_id that is no piece's");
  EXPECT_EQ(refused("model", unigram(json::array({"a"}), 0)),
            "model has an entry in vocab that is no piece with a score");
}

TEST_F(TokenizerJson, a_class_of_another_kind_and_a_vocabulary_with_other_ids_are_refused) {
  write_file(folder / "vocab.txt", "[UNK]\n[CLS]\n[SEP]\nos\nOslo\n");
  EXPECT_EQ(test::refusal([&] { load(word_piece()); }, Cause::input),
            (folder / "vocab.txt").string() +
                ": the piece \"Oslo\" has the id 4, but 5 in tokenizer.json; take the file away "
                "that is not the model's");
  write_file(folder / "vocab.txt", "[UNK]\n[CLS]\n[SEP]\nos\n##lo\n");
  EXPECT_NO_THROW(load(word_piece())) << "further pieces on top";
  write_file(folder / "tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})");
  EXPECT_EQ(refusal(word_piece()), "not of the kind that the folder's tokenizer_class or model_type needs");
}

TEST_F(TokenizerJson, beside_a_sentence_piece_model_that_one_counts) {
  write_file(folder / "spiece.model", "damaged");
  EXPECT_NE(test::refusal([&] { load(word_piece()); }, Cause::input).find("spiece.model"), std::string::npos);
}

}  // namespace
}  // namespace neurank::tokenizer
