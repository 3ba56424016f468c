#include "corpus/nuisance.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace neurank::corpus {
namespace {

using Labels = std::vector<std::string>;

const Labels words = {"The", "cat", "sat", ".", "Öl", "the", "cat", "naïve-looking", "9", "ǅ"};
const std::vector<Index> offsets = {0, 4, 10};
constexpr Range train = {0, 7};

Labels labels(const std::string& column) { return nuisance_labels(column, words, offsets, train); }

TEST(Nuisance, columns_are_known_by_name) {
  for (const std::string& column : nuisance_columns()) {
    EXPECT_TRUE(is_nuisance(column));
    EXPECT_EQ(labels(column).size(), words.size()) << column;
  }
  EXPECT_EQ(nuisance_columns().size(), 5u);
  EXPECT_FALSE(is_nuisance("position"));
  EXPECT_FALSE(is_nuisance("nuisance:"));
}

TEST(Nuisance, labels_by_hand) {
  EXPECT_EQ(labels("nuisance:position"), (Labels{"1", "2", "3", "4-5", "1", "2", "3", "4-5", "4-5", "6-8"}));
  EXPECT_EQ(labels("nuisance:sentence_length"),
            (Labels{"1-5", "1-5", "1-5", "1-5", "6-10", "6-10", "6-10", "6-10", "6-10", "6-10"}));
  EXPECT_EQ(labels("nuisance:frequency"), (Labels{"1", "2-3", "1", "1", "1", "1", "2-3", "1", "1", "1"}));
  EXPECT_EQ(labels("nuisance:word_length"), (Labels{"3", "3", "3", "1", "2", "3", "3", "13+", "1", "1"}))
      << "characters, not bytes";
  EXPECT_EQ(labels("nuisance:capital"),
            (Labels{"upper", "lower", "lower", "neither", "upper", "lower", "lower", "lower", "neither", "upper"}));
}

TEST(Nuisance, the_last_range_is_open) {
  const std::vector<std::string> many(300, "x");
  const std::vector<Index> one = {0, 300};
  EXPECT_EQ(nuisance_labels("nuisance:frequency", many, one, {0, 300})[0], "256+");
  EXPECT_EQ(nuisance_labels("nuisance:sentence_length", many, one, {0, 300})[0], "41+");
  EXPECT_EQ(nuisance_labels("nuisance:position", many, one, {0, 300})[299], "22+");
}

}  // namespace
}  // namespace neurank::corpus
