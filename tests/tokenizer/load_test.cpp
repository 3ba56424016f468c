#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {
namespace {

using Strings = std::vector<std::string>;
using Files = std::vector<std::filesystem::path>;

class Load : public testing::Test {
 protected:
  /// The pieces of a word for a vocab.txt and, when not empty, a tokenizer_config.json.
  Strings pieces(const std::string& vocabulary, const std::string& config, const std::string& word) {
    write_file(folder / "vocab.txt", vocabulary);
    std::filesystem::remove(folder / "tokenizer_config.json");
    if (!config.empty()) write_file(folder / "tokenizer_config.json", config);
    const auto tokenizer = load_tokenizer(folder.path());
    Strings result;
    for (std::int32_t id : tokenizer->tokenize(Strings{word}).ids) result.push_back(tokenizer->spell({&id, 1}));
    return result;
  }

  std::string refusal(const std::string& vocabulary, const std::string& config = "") {
    return test::refusal([&] { pieces(vocabulary, config, "a"); }, Cause::input);
  }

  const test::ScratchFolder folder;
  const std::string vocabulary_file = (folder / "vocab.txt").string();
  const std::string config_file = (folder / "tokenizer_config.json").string();
  const std::string lower = "[UNK]\n[CLS]\n[SEP]\ne\n\u00e9\n\u4e2d\n##\u4e2d\n";
  const std::string mixed = lower + "E\n\u00c9\n";
};

TEST_F(Load, the_config_decides_case_and_accents) {
  EXPECT_EQ(pieces(mixed, R"({"do_lower_case": true})", "\u00c9"), (Strings{"e"}));
  EXPECT_EQ(pieces(mixed, R"({"do_lower_case": false})", "\u00c9"), (Strings{"\u00c9"}));
  EXPECT_EQ(pieces(mixed, R"({"do_lower_case": true, "strip_accents": null})", "\u00c9"), (Strings{"e"}));
  EXPECT_EQ(pieces(mixed, R"({"do_lower_case": true, "strip_accents": false})", "\u00c9"), (Strings{"\u00e9"}));
  EXPECT_EQ(pieces(mixed, R"({"do_lower_case": false, "strip_accents": true})", "\u00c9"), (Strings{"E"}));
}

TEST_F(Load, without_the_config_the_vocabulary_decides_the_case) {
  EXPECT_EQ(pieces(lower, "", "\u00c9"), (Strings{"e"}));
  EXPECT_EQ(pieces(mixed, "", "\u00c9"), (Strings{"\u00c9"}));
  EXPECT_EQ(pieces(mixed, R"({"model_max_length": 512})", "\u00c9"), (Strings{"\u00c9"}));
}

TEST_F(Load, the_config_can_leave_ideographs_together) {
  EXPECT_EQ(pieces(lower, "", "\u4e2d\u4e2d"), (Strings{"\u4e2d", "\u4e2d"}));
  EXPECT_EQ(pieces(lower, R"({"tokenize_chinese_chars": false})", "\u4e2d\u4e2d"), (Strings{"\u4e2d", "##\u4e2d"}));
}

TEST_F(Load, reads_dos_line_ends_a_byte_order_mark_and_a_missing_last_line_end) {
  EXPECT_EQ(pieces("\xef\xbb\xbf[UNK]\r\n[CLS]\r\n[SEP]\r\nab\r\n##c", "", "abc"), (Strings{"ab", "##c"}));
}

TEST_F(Load, empty_and_repeated_lines_keep_the_numbers_of_the_others) {
  write_file(vocabulary_file, "[UNK]\n\n[CLS]\n[SEP]\na\na\nb\n");
  const auto tokenizer = load_tokenizer(folder.path());
  EXPECT_EQ(tokenizer->tokenize(Strings{"a", "b"}).ids, (std::vector<std::int32_t>{5, 6}));
  EXPECT_EQ(tokenizer->framing().before, (std::vector<std::int32_t>{2}));
}

TEST_F(Load, a_vocabulary_without_special_pieces_is_refused) {
  const std::string remedy = "; use the vocabulary published with the model";
  EXPECT_EQ(refusal("a\n[CLS]\n[SEP]\n"), vocabulary_file + ": no line [UNK]" + remedy);
  EXPECT_EQ(refusal("[UNK]\n[SEP]\n"), vocabulary_file + ": no line [CLS]" + remedy);
  EXPECT_EQ(refusal("[UNK]\n[CLS]\n"), vocabulary_file + ": no line [SEP]" + remedy);
}

TEST_F(Load, an_empty_or_undecodable_vocabulary_is_refused) {
  EXPECT_EQ(refusal(""), vocabulary_file + ": empty; download the model folder again");
  EXPECT_EQ(refusal("[UNK]\n[CLS]\n[SEP]\na\xff\n"),
            vocabulary_file +
                ":4: not UTF-8; it looks like Latin-1 or Windows-1252; convert the file, e.g. with iconv -f "
                "WINDOWS-1252 -t UTF-8");
}

TEST_F(Load, a_bad_config_is_refused) {
  EXPECT_EQ(refusal(lower, "{\"do_lower_case\": "), config_file + ": not a JSON object; download the file again");
  EXPECT_EQ(refusal(lower, "[]"), config_file + ": not a JSON object; download the file again");
  EXPECT_EQ(refusal(lower, R"({"do_lower_case": "no"})"),
            config_file + ": do_lower_case is \"no\"; set it to true or false");
  EXPECT_NE(refusal(lower, std::string(100000, '[')), "");
}

TEST_F(Load, a_folder_without_vocabulary_is_named) {
  EXPECT_THROW(load_tokenizer(folder / "none"), Error);
  const std::string message = test::refusal([&] { load_tokenizer(folder.path()); });
  EXPECT_TRUE(message.starts_with(folder.path().string() + ": no tokenizer (tokenizer.json; vocab.txt; ")) << message;
  EXPECT_TRUE(message.ends_with(" in this folder; put the published vocabulary beside the weights")) << message;
}

TEST_F(Load, lists_the_files_that_it_reads) {
  write_file(vocabulary_file, lower);
  EXPECT_EQ(tokenizer_files(folder.path()), (Files{vocabulary_file}));
  write_file(config_file, "{}");
  EXPECT_EQ(tokenizer_files(folder.path()), (Files{vocabulary_file, config_file}));
  EXPECT_THROW(tokenizer_files(folder / "none"), Error);
}

}  // namespace
}  // namespace neurank::tokenizer
