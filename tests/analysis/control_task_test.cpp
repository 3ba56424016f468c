#include "analysis/control_task.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace neurank::analysis {
namespace {

TEST(ControlTask, one_label_a_word_type_in_every_split) {
  const std::vector<std::string> words = {"the", "dog", "the", "Dog", "dog", "the"};
  const corpus::EncodedLabels labels{{"A", "B", "C"}, 3, {0, 1, 2, 0, 1, 2}};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto control = control_labels(words, labels, {0, 4}, seed);
    EXPECT_EQ(control[0], control[2]);
    EXPECT_EQ(control[0], control[5]);
    EXPECT_EQ(control[1], control[4]);
  }
}

TEST(ControlTask, types_follow_the_training_distribution) {
  std::vector<std::string> words;
  corpus::EncodedLabels labels{{"A", "B"}, 2, {}};
  for (int i = 0; i < 20000; ++i) {
    words.push_back("type" + std::to_string(i));
    labels.ids.push_back(i % 10 < 7 ? 0 : 1);
  }
  const auto control = control_labels(words, labels, {0, 10000}, 1);
  const auto share = static_cast<double>(std::count(control.begin(), control.end(), 0)) / 20000;
  EXPECT_NEAR(share, 0.7, 5 * std::sqrt(0.7 * 0.3 / 20000));
}

TEST(ControlTask, depends_on_seed_and_type_alone) {
  const corpus::EncodedLabels labels{{"A", "B"}, 2, {0, 1, 0}};
  const corpus::EncodedLabels reordered{{"A", "B"}, 2, {1, 0, 0}};
  int differ = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto one = control_labels(std::vector<std::string>{"x", "y", "z"}, labels, {0, 3}, seed);
    const auto other = control_labels(std::vector<std::string>{"z", "x", "y"}, reordered, {0, 3}, seed);
    EXPECT_EQ(one[0], other[1]);
    EXPECT_EQ(one[2], other[0]);
    differ += one[0] != one[1];
  }
  EXPECT_GT(differ, 5);
  EXPECT_LT(differ, 45);
}

}  // namespace
}  // namespace neurank::analysis
