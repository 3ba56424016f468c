#include "tokenizer/byte_pairs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using test::grouped;
using test::Strings;

/// A small vocabulary of ours: all bytes, then `more`, with ids in this order.
json small_vocabulary(const Strings& more) {
  json numbers = json::object();
  const auto add = [&](const std::string& piece) {
    const std::size_t number = numbers.size();
    numbers[piece] = number;
  };
  for (int byte = 0; byte < 256; ++byte) add(spell_byte(static_cast<unsigned char>(byte)));
  for (const std::string& piece : more) add(piece);
  return numbers;
}

const Strings merged_pieces = {"\u0120t", "he", "\u0120the", "ca", "cat"};
const std::string merge_lines = "#version: 0.2\n\u0120 t\nh e\n\u0120t he\nc a\nca t\n";

class BytePairsFolder : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) { std::ofstream(folder / name) << content; }

  std::unique_ptr<Tokenizer> load(const Strings& special, const std::string& config = "{}") {
    Strings more = merged_pieces;
    more.insert(more.end(), special.begin(), special.end());
    write("vocab.json", small_vocabulary(more).dump());
    write("merges.txt", merge_lines);
    write("tokenizer_config.json", config);
    return load_tokenizer(folder.path());
  }
  std::unique_ptr<Tokenizer> gpt2(const std::string& config = "{}") { return load({"<|endoftext|>"}, config); }
  std::unique_ptr<Tokenizer> roberta() { return load({"<s>", "<pad>", "</s>", "<unk>", "<mask>"}); }

  void write_both(const std::string& vocabulary, const std::string& merges) {
    write("vocab.json", vocabulary);
    write("merges.txt", merges);
  }
  std::string refusal(const std::string& vocabulary, const std::string& merges) {
    write_both(vocabulary, merges);
    return test::loading_refusal(folder.path());
  }
  std::string merges_refusal(const std::string& merges) {
    return refusal(small_vocabulary(merged_pieces).dump(), merges);
  }

  const test::ScratchFolder folder;
  const std::string vocabulary_file = (folder / "vocab.json").string();
  const std::string merges_file = (folder / "merges.txt").string();
};

TEST_F(BytePairsFolder, all_words_but_the_first_start_with_their_blank) {
  EXPECT_EQ(grouped(*gpt2(), {"the", "the", "cat"}), "[t|he] [\u0120the] [\u0120|cat]");
  const auto prefixed = gpt2(R"({"add_prefix_space": true})");
  EXPECT_EQ(grouped(*prefixed, {"the", "the"}), "[\u0120the] [\u0120the]");
  EXPECT_EQ(grouped(*prefixed, {"\u00a0the"}), "[\u00c2|\u0142|t|he]");
}

TEST_F(BytePairsFolder, gpt2_has_no_framing_and_no_unknown_piece) {
  EXPECT_TRUE(gpt2()->framing().before.empty());
  EXPECT_TRUE(gpt2()->framing().after.empty());
  EXPECT_EQ(gpt2()->unknown_id(), std::nullopt);
}

TEST_F(BytePairsFolder, roberta_has_both) {
  EXPECT_EQ(test::spellings(*roberta(), roberta()->framing().before), (Strings{"<s>"}));
  EXPECT_EQ(test::spellings(*roberta(), roberta()->framing().after), (Strings{"</s>"}));
  EXPECT_EQ(test::spellings(*roberta(), {*roberta()->unknown_id()}), (Strings{"<unk>"}));
}

TEST_F(BytePairsFolder, special_pieces_are_kept_and_a_mask_takes_its_blank_away) {
  EXPECT_EQ(grouped(*roberta(), {"the", "<s>", "the"}), "[t|he] [\u0120|<s>] [\u0120the]");
  EXPECT_EQ(grouped(*roberta(), {"the", "<mask>", "the"}), "[t|he] [<mask>] [\u0120the]");
  EXPECT_EQ(grouped(*roberta(), {"the<mask>cat"}), "[t|he|<mask>|cat]");
  EXPECT_EQ(grouped(*roberta(), {"<mask>", "\u00a0", "<mask>"}), "[<mask>] [] [<mask>]");
  EXPECT_EQ(grouped(*gpt2(), {"<|endoftext|>", "the"}), "[<|endoftext|>] [\u0120the]");
  EXPECT_EQ(grouped(*gpt2(), {"<s>"}), "[<|s|>]");
}

TEST_F(BytePairsFolder, blanks_inside_of_words_belong_to_their_words) {
  EXPECT_EQ(grouped(*gpt2(), {"a\u00a0", "b"}), "[a|\u00c2|\u0142] [\u0120|b]");
  EXPECT_EQ(grouped(*gpt2(), {"a", "\u00a0b"}), "[a] [\u0120|\u00c2|\u0142|b]");
  EXPECT_EQ(grouped(*gpt2(), {"a", "", "b"}), "[a] [] [\u0120|b]");
  EXPECT_EQ(grouped(*gpt2(), {"\u65e5"}), "[\u00e6|\u0139|\u00a5]");
}

TEST_F(BytePairsFolder, a_byte_without_piece_is_unknown) {
  json numbers = small_vocabulary({"<unk>"});
  numbers["zz"] = numbers["z"];
  numbers.erase("z");
  write("vocab.json", numbers.dump());
  write("merges.txt", "");
  EXPECT_EQ(grouped(*load_tokenizer(folder.path()), {"az"}), "[a|<unk>]");

  numbers["zzz"] = numbers["<unk>"];
  numbers.erase("<unk>");
  EXPECT_EQ(
      refusal(numbers.dump(), ""),
      vocabulary_file + ": no piece \"z\" (byte 122) and no piece <unk>; use the vocabulary published with the model");
}

TEST_F(BytePairsFolder, bad_vocabularies_are_refused) {
  const std::string again = "; download the model folder again";
  EXPECT_EQ(refusal("{\n\"a\": 0,\n", ""), vocabulary_file + ":3: not JSON" + again);
  EXPECT_EQ(refusal("{}", ""), vocabulary_file + ": no pieces" + again);
  for (const char* text : {"[1]", "7", "null", "\"a\""})
    EXPECT_EQ(refusal(text, ""), vocabulary_file + ": not an object of pieces and their numbers" + again);
  for (const char* value : {"-1", "1.5", "\"1\"", "{}", "[0]", "null", "true"})
    EXPECT_EQ(refusal(std::string("{\"a\": ") + value + "}", ""),
              vocabulary_file + ": piece \"a\" has no number from 0" + again);
  EXPECT_EQ(refusal(R"({"a": 0, "b": 2})", ""),
            vocabulary_file + ": piece \"b\" has number 2 of 2 pieces (they count from 0)" + again);
  EXPECT_EQ(refusal(R"({"a": 0, "b": 0})", ""),
            vocabulary_file + ": pieces \"a\" and \"b\" have the same number, 0" + again);
  EXPECT_EQ(refusal(R"({"a": 0, "a": 1})", ""), vocabulary_file + ": piece \"a\" comes twice" + again);
  EXPECT_NE(refusal("{\"a\": " + std::string(100000, '['), ""), "");
}

TEST_F(BytePairsFolder, bad_merges_are_refused) {
  const std::string again = "; download vocab.json and merges.txt of the same model again";
  for (const char* line : {"ca", "c  a", "c ", " a", "c a t", "", "c\ta"})
    EXPECT_EQ(merges_refusal("#version: 0.2\nh e\n" + std::string(line) + "\n"),
              merges_file + ":3: not two pieces with a blank between them" + again);
  EXPECT_EQ(merges_refusal("c a\nc b\n"), merges_file + ":2: the vocabulary has no piece \"cb\"" + again);
  EXPECT_EQ(merges_refusal("xx a\n"), merges_file + ":1: the vocabulary has no piece \"xx\"" + again);
  EXPECT_EQ(merges_refusal("c a\nh e\nc a\n"),
            merges_file + ":3: this pair comes a second time; download the file again");
  write_both(small_vocabulary(merged_pieces).dump(), "c a\r\nh e");
  EXPECT_NO_THROW(load_tokenizer(folder.path())) << "DOS line ends, and none at the end";
}

TEST_F(BytePairsFolder, a_missing_file_is_named) {
  write("merges.txt", merge_lines);
  EXPECT_TRUE(test::loading_refusal(folder.path()).starts_with(vocabulary_file + ":"));
  std::filesystem::remove(merges_file);
  write("vocab.json", small_vocabulary(merged_pieces).dump());
  EXPECT_TRUE(test::loading_refusal(folder.path()).starts_with(merges_file + ":"));
}

TEST_F(BytePairsFolder, other_families_are_refused_by_name) {
  write("tokenizer.model", "");
  EXPECT_EQ(
      test::loading_refusal(folder.path()),
      (folder / "tokenizer.model").string() +
          ": SentencePiece models of decoders are read from tokenizer.json alone; put the published tokenizer.json "
          "beside it");
}

}  // namespace
}  // namespace neurank::tokenizer
