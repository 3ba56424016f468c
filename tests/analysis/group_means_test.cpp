#include "analysis/group_means.hpp"

#include <gtest/gtest.h>

namespace neurank::analysis {
namespace {

TEST(GroupMeans, are_of_the_words_of_each_group) {
  GroupMeans means(3, 2);
  const auto add = [&](Index group, std::vector<float> values) { means.add(group, values); };
  add(0, {1, -1});
  add(2, {4, 0});
  add(0, {3, -2});
  EXPECT_EQ(means.words(0), 2);
  EXPECT_EQ(means.words(1), 0);
  EXPECT_DOUBLE_EQ(means.mean(0, 0), 2);
  EXPECT_DOUBLE_EQ(means.mean(0, 1), -1.5);
  EXPECT_DOUBLE_EQ(means.mean(2, 0), 4);
  EXPECT_EQ(means.extremes(0, 10, true), (std::vector<Index>{2, 0})) << "a group without words has no mean";
  EXPECT_EQ(means.extremes(1, 1, false), (std::vector<Index>{0}));
}

TEST(GroupMeans, of_equal_ones_those_with_more_words_and_then_the_first_come_first) {
  GroupMeans means(4, 1);
  const float one = 1;
  for (const Index group : {3, 1, 3, 0, 2}) means.add(group, {&one, 1});
  EXPECT_EQ(means.extremes(0, 3, true), (std::vector<Index>{3, 0, 1}));
  EXPECT_EQ(means.extremes(0, 3, false), (std::vector<Index>{3, 0, 1})) << "either way";
}

}  // namespace
}  // namespace neurank::analysis
