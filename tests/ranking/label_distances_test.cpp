#include "ranking/label_distances.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "ranking/planted_words.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

TEST(LabelDistances, equal_those_of_both_sides) {
  for (const double offset : {0.0, 100.0}) {
    const LabelledWords words = test::planted({.neurons = 60, .informative = {3, 47}, .offset = offset});
    const LabelValues distances = label_distances(test::moments_of(words));
    for (Index n = 0; n < words.values.cols(); ++n)
      for (Index label = 0; label < words.label_count; ++label) {
        const auto own = words.column(n, words.of(label));
        std::vector<Index> others;
        for (const Index row : words.labelled())
          if (words.labels[static_cast<std::size_t>(row)] != label) others.push_back(row);
        const auto rest = words.column(n, others);
        const double expected = (test::mean_of(own) - test::mean_of(rest)) /
                                std::sqrt((test::variance_of(own) + test::variance_of(rest)) / 2);
        EXPECT_NEAR(distances(label, n), expected, 1e-6 * (1 + std::abs(expected)) * (1 + offset)) << n;
      }
  }
}

TEST(LabelDistances, of_what_never_varies) {
  LabelledWords words{Matrix(4, 3), {0, 0, 1, 1}, 3};
  words.values << 1, 5, 0,  //
      2, 5, 0,              //
      1, 5, 3,              //
      2, 5, 3;
  const LabelValues distances = label_distances(test::moments_of(words));
  EXPECT_EQ(distances(0, 0), 0) << "equal means";
  EXPECT_EQ(distances(0, 1), 0) << "a constant";
  EXPECT_EQ(distances(1, 2), std::numeric_limits<double>::infinity()) << "means differ and nothing varies";
  EXPECT_EQ(distances(0, 2), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(distances(2, 0), 0) << "a label without words";
}

}  // namespace
}  // namespace neurank::ranking
