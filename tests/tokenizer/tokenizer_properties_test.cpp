#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/cpu_time.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/merges.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using test::Strings;

/// What holds for the tokenizers of all kinds.
class AnyTokenizer : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string kind = GetParam();
    if (kind == "byte_pairs") write_byte_pairs();
    const auto published = kind == "word_piece" ? std::filesystem::path(NEURANK_TEST_DATA) / "../../config/tiny/model"
                                                : test::tokenizer_data / kind;
    tokenizer = load_tokenizer(kind == "byte_pairs" ? folder.path() : published);
  }

  void write_byte_pairs() {
    nlohmann::json numbers = nlohmann::json::object();
    const auto add = [&](const std::string& piece) { numbers.emplace(piece, numbers.size()); };
    for (int byte = 0; byte < 256; ++byte) add(spell_byte(static_cast<unsigned char>(byte)));
    for (const char* piece : {"aa", "aaaa", "th", "the", "\u0120the", "<s>", "</s>", "<mask>"}) add(piece);
    std::ofstream(folder / "vocab.json") << numbers;
    std::ofstream(folder / "merges.txt") << "a a\naa aa\nt h\nth e\n\u0120 the\n";
  }

  void expect_sound(const Strings& words) {
    const TokenizedSentence sentence = tokenizer->tokenize(words);
    ASSERT_EQ(sentence.words.size(), words.size());
    std::int32_t end = 0;
    for (const PieceSpan& span : sentence.words) {
      ASSERT_EQ(span.begin, end);
      ASSERT_LE(span.begin, span.end);
      end = span.end;
    }
    ASSERT_EQ(static_cast<std::size_t>(end), sentence.ids.size());
    for (const std::int32_t id : sentence.ids) ASSERT_FALSE(tokenizer->spell({&id, 1}).empty());
  }

  /// The best of three.
  double seconds(const Strings& words) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
      const double start = test::cpu_seconds();
      tokenizer->tokenize(words);
      best = std::min(best, test::cpu_seconds() - start);
    }
    return best;
  }

  const test::ScratchFolder folder;
  std::unique_ptr<Tokenizer> tokenizer;
};

INSTANTIATE_TEST_SUITE_P(Kinds, AnyTokenizer, testing::Values("word_piece", "xlnet", "albert", "byte_pairs"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_P(AnyTokenizer, spans_are_ordered_and_cover_the_pieces_of_any_utf8) {
  Random random(2);
  for (int round = 0; round < 1000; ++round) {
    Strings words(random.below(8));
    for (std::string& word : words) word = to_utf8(test::random_text(random, 12));
    expect_sound(words);
  }
}

TEST_P(AnyTokenizer, survives_bytes_that_are_not_utf8) {
  Random random(3);
  for (int round = 0; round < 1000; ++round) {
    Strings words(1 + random.below(4));
    for (std::string& word : words)
      for (std::uint64_t size = random.below(8); word.size() < size;) word += static_cast<char>(random.below(256));
    expect_sound(words);
  }
}

/// Eight times the text in less than 24 times the time; 64 times would be quadratic.
TEST_P(AnyTokenizer, time_is_linear_in_the_sentence) {
  const auto expect_linear = [&](const auto& sentence_of) {
    const double small = seconds(sentence_of(20000));
    EXPECT_LT(seconds(sentence_of(160000)), 24 * std::max(small, 0.01));
  };
  expect_linear([](std::size_t n) { return Strings(n / 4, "the9,"); });
  expect_linear([](std::size_t n) { return Strings{std::string(n, 'a')}; });
  expect_linear([](std::size_t n) { return Strings(n / 7, "<mask>"); });
  expect_linear([](std::size_t n) { return Strings(n / 7, "[MASK]"); });
  expect_linear([](std::size_t n) { return Strings{std::string(n, '\'')}; });
  expect_linear([](std::size_t n) { return Strings(n / 2, "\u00a0"); });
}

}  // namespace
}  // namespace neurank::tokenizer
