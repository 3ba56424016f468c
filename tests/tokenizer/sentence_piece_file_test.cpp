#include "tokenizer/sentence_piece_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/rule_table.hpp"
#include "tokenizer/sentence_piece_library.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

/// A file of a scratch folder, loaded as the folder's tokenizer.
class SentencePieceFile : public testing::Test {
 protected:
  void write(const std::string& content) { std::ofstream(file, std::ios::binary) << content; }

  std::string refusal(const std::string& content) {
    write(content);
    return test::loading_refusal(folder.path());
  }

  const test::ScratchFolder folder;
  const std::filesystem::path file = folder / "spiece.model";
  const std::string good = read_file(test::tokenizer_data / "xlnet" / "spiece.model");
  const std::string start = file.string() + ": not a usable SentencePiece model: ";
  const std::string end = "; download the file again";
};

TEST_F(SentencePieceFile, what_is_no_model_is_refused_by_name) {
  EXPECT_EQ(refusal("<!DOCTYPE html>\n<html>"), start + "it is not a protobuf message" + end);
  EXPECT_EQ(refusal(std::string(1000, '\0')), start + "it is not a protobuf message" + end);
  EXPECT_EQ(refusal(std::string(20, '\xff')), start + "it is not a protobuf message" + end);
  EXPECT_TRUE(refusal("").starts_with(start));
  EXPECT_EQ(refusal("\x12\x02\x18\x02"), start + "it is not a unigram model" + end);
  EXPECT_EQ(refusal("\x12\x03\xc0\x01\x01"), start + "blanks are marked after words" + end);
  EXPECT_EQ(refusal(std::string("\x1a\x05\x12\x03\x00\x00\x00", 7)),
            start + "its normalisation rules are damaged" + end);
}

TEST_F(SentencePieceFile, a_model_of_another_family_is_refused) {
  std::string other = good;
  for (std::size_t at = other.find("<sep>"); at != std::string::npos; at = other.find("<sep>")) other[at + 1] = 'z';
  EXPECT_TRUE(refusal(other).starts_with(file.string() + ": nothing tells whose it is: neither tokenizer_class nor"))
      << refusal(other);
}

TEST_F(SentencePieceFile, the_unknown_piece_may_have_any_name) {
  const std::vector<std::string> words = {"the", "\u65e5"};
  write(good);
  const auto expected = load_tokenizer(folder.path())->tokenize(words).ids;
  std::string other = good;
  other.replace(other.find("<unk>"), 5, "<odd>");
  write(other);
  const auto tokenizer = load_tokenizer(folder.path());
  EXPECT_EQ(tokenizer->tokenize(words).ids, expected);
  EXPECT_EQ(tokenizer->unknown_id(), tokenizer->id_of("<odd>"));
}

TEST_F(SentencePieceFile, a_huge_file_is_refused_without_reading_it) {
  write("");
  std::filesystem::resize_file(file, std::uintmax_t{1} << 40);
  EXPECT_EQ(test::loading_refusal(folder.path()), start + "it has 1.0 TiB, which is more than any model has" + end);
}

TEST_F(SentencePieceFile, too_many_user_defined_pieces_that_start_alike_are_refused) {
  std::string model;
  for (char length = 1; length <= 65; ++length) {
    const std::string piece = std::string("\x0a") + length + std::string(length, 'a') + "\x18\x04";
    model += std::string("\x0a") + static_cast<char>(piece.size()) + piece;
  }
  EXPECT_EQ(refusal(model), start + "too many user-defined pieces start alike" + end);
}

TEST_F(SentencePieceFile, every_truncation_is_survived_in_silence) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  int refused = 0;
  for (std::size_t size = 0; size < good.size(); size += 7) {
    write(good.substr(0, size));
    refused += test::is_refused([&] { load_tokenizer(folder.path()); }, Cause::input);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_GT(refused, static_cast<int>(good.size() / 7 * 9 / 10));
}

TEST_F(SentencePieceFile, every_damage_is_survived_in_silence) {
  Random random(1);
  testing::internal::CaptureStderr();
  int refused = 0;
  const int mutants = 1000;
  for (int mutant = 0; mutant < mutants; ++mutant) {
    std::string content = good;
    for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes)
      content[random.below(content.size())] = static_cast<char>(random.below(256));
    write(content);
    const auto use = [&] {
      const auto tokenizer = load_tokenizer(folder.path());
      tokenizer->tokenize(test::Strings{"The", "goat\u3000", "(\ufb01\u65e5)", "\uff21<eop>9,"});
    };
    refused += test::is_refused(use, Cause::input);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_GT(refused, 100);
  EXPECT_LT(refused, mutants);
}

TEST_F(SentencePieceFile, a_missing_module_is_told) {
  const std::string message = test::refusal([] { load_sentence_piece_module("libneurank_none.so"); });
  EXPECT_TRUE(message.starts_with("SentencePiece is not available (libneurank_none.so: ")) << message;
}

/// A trie of 512 units and the rules' replacements behind it.
struct Table {
  std::vector<std::uint32_t> units = std::vector<std::uint32_t>(512, 0x80000000);
  std::string replacements = std::string("x\0y\0", 4);

  bool is_sound() const {
    const std::uint32_t bytes = static_cast<std::uint32_t>(units.size() * 4);
    std::string text(reinterpret_cast<const char*>(&bytes), 4);
    text.append(reinterpret_cast<const char*>(units.data()), bytes);
    return is_sound_rule_table(text + replacements);
  }
};

constexpr std::uint32_t leaf = 0x100;
constexpr std::uint32_t offset(std::uint32_t value) { return value << 10; }

constexpr std::uint32_t node_a = 256 ^ 'a';
constexpr std::uint32_t leaf_a = node_a ^ 3;

/// "a" becomes what lies at byte 2 of the replacements.
Table one_rule() {
  Table table;
  table.units[0] = offset(256);
  table.units[node_a] = 'a' | leaf | offset(3);
  table.units[leaf_a] = 0x80000000 | 2;
  return table;
}

TEST(RuleTable, a_small_table_is_sound) {
  EXPECT_TRUE(one_rule().is_sound());
  Table empty;
  empty.units[0] = offset(256);
  EXPECT_TRUE(empty.is_sound());
}

TEST(RuleTable, walks_out_of_the_table_are_found) {
  Table table = one_rule();
  table.units[node_a] = 'a' | leaf | offset(512);
  EXPECT_FALSE(table.is_sound());
  table.units[node_a] = 'a' | leaf | 0x200 | offset(2);  // an offset counted in blocks of 256
  EXPECT_FALSE(table.is_sound());
  table = one_rule();
  table.units.resize(500);
  EXPECT_FALSE(table.is_sound());
  table.units.clear();
  EXPECT_FALSE(table.is_sound());
}

TEST(RuleTable, replacements_outside_or_without_end_are_found) {
  Table table = one_rule();
  table.units[leaf_a] = 0x80000000 | 4;
  EXPECT_FALSE(table.is_sound());
  table = one_rule();
  table.replacements.pop_back();
  EXPECT_FALSE(table.is_sound());
}

TEST(RuleTable, circles_and_too_many_rules_on_a_path_are_found) {
  Table table = one_rule();
  table.units[node_a] = 'a' | offset('a');  // back to the root's children: a, aa, aaa, ...
  EXPECT_FALSE(table.is_sound());

  const auto chain = [](int rules) {  // a rule for each of a, aa, aaa, ...; each node in a block of its own
    Table long_table;
    long_table.units.assign(256 * (rules + 2), 0x80000000);
    std::uint32_t node = 0;
    for (int i = 1; i <= rules + 1; ++i) {
      const std::uint32_t base = 256 * i;
      const std::uint32_t label = i == 1 ? 0 : 'a';
      long_table.units[node] = label | (i > 1 ? leaf : 0) | offset(node ^ base);
      long_table.units[base] = 0x80000000;
      node = base ^ 'a';
      long_table.units[node] = i <= rules ? 'a' : 0x80000000;
    }
    return long_table;
  };
  EXPECT_TRUE(chain(32).is_sound());
  EXPECT_FALSE(chain(33).is_sound());
}

}  // namespace
}  // namespace neurank::tokenizer
