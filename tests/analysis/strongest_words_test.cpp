#include "analysis/strongest_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

std::vector<Index> words_of(const std::vector<StrongWord>& found) {
  std::vector<Index> words;
  for (const StrongWord& one : found) words.push_back(one.word);
  return words;
}

TEST(StrongestWords, each_is_of_a_sentence_of_its_own) {
  StrongestWords strongest(2);
  for (const auto& [word, sentence, value] :
       std::vector<StrongWord>{{0, 0, 5}, {1, 0, 7}, {2, 1, 6}, {3, 2, 6}, {4, 2, -1}, {5, 3, -1}})
    strongest.add({word, sentence, value});
  EXPECT_EQ(words_of(strongest.highest()), (std::vector<Index>{1, 2})) << "of equal ones the first";
  EXPECT_EQ(words_of(strongest.lowest()), (std::vector<Index>{4, 5}));
}

TEST(StrongestWords, are_those_that_sorting_all_words_finds) {
  Random random(3);
  StrongestWords strongest(3);
  std::map<Index, StrongWord> best;  // of each sentence
  for (Index word = 0; word < 2000; ++word) {
    const StrongWord one{word, word / 9, static_cast<float>(random.below(50))};
    strongest.add(one);
    const auto [place, is_new] = best.emplace(one.sentence, one);
    if (!is_new && one.value > place->second.value) place->second = one;
  }
  std::vector<StrongWord> sorted;
  for (const auto& [sentence, word] : best) sorted.push_back(word);
  std::ranges::stable_sort(sorted, std::greater(), &StrongWord::value);
  sorted.resize(3);
  EXPECT_EQ(words_of(strongest.highest()), words_of(sorted));
}

}  // namespace
}  // namespace neurank::analysis
