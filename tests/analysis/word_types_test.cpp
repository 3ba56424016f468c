#include "analysis/word_types.hpp"

#include <gtest/gtest.h>

#include "support/peak_memory.hpp"

namespace neurank::analysis {
namespace {

TEST(WordTypes, are_the_frequent_ones_of_counted_words_in_the_order_of_their_bytes) {
  const std::vector<std::string> words = {"b", "a", "b", "c", "b", "a", "B", "a"};
  const std::vector<std::uint8_t> counted = {1, 1, 1, 1, 0, 1, 1, 1};
  const WordTypes types = word_types(words, counted, {0, 7}, 2);
  EXPECT_EQ(types.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(types.counts, (std::vector<Index>{2, 2})) << "the last a is of another split, a b does not count";
  EXPECT_EQ(types.of_word, (std::vector<std::int32_t>{1, 0, 1, -1, -1, 0, -1}));
  EXPECT_EQ(word_types(words, counted, {2, 4}, 1).of_word, (std::vector<std::int32_t>{0, 1}))
      << "from the range's start";
}

TEST(WordTypes, a_million_of_them_take_little_beside_the_words) {
  constexpr Index count = 1'000'000, repeats = 5;
  std::vector<std::string> words;
  for (Index word = 0; word < count * repeats; ++word) words.push_back("w" + std::to_string(word % count));
  const std::vector<std::uint8_t> counted(words.size(), 1);
  if (!test::reset_peak_memory()) GTEST_SKIP() << "the system does not forget peaks of memory";
  const std::uint64_t before = test::peak_memory();
  const WordTypes types = word_types(words, counted, {0, to_index(words.size())}, repeats);
  EXPECT_EQ(types.names.size(), to_size(count));
  EXPECT_EQ(types.counts.front(), repeats);
  EXPECT_LT(test::peak_memory() - before, 160u << 20) << "20 bytes a word, 100 a type";
}

}  // namespace
}  // namespace neurank::analysis
