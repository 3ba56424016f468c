#include "ranking/class_moments.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "ranking/planted_words.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

TEST(ClassMoments, by_hand) {
  LabelledWords words{Matrix(5, 2), {1, 0, 1, -1, 3}, 3};
  words.values << 1, 8,  //
      4, 8,              //
      3, 8,              //
      90, 9,             //
      -90, 7;
  const ClassMoments moments = test::moments_of(words);
  EXPECT_EQ(moments.count, (std::vector<std::int64_t>{1, 2, 0}));
  EXPECT_EQ(moments.words, 3);
  LabelValues mean(3, 2), variance(3, 2);
  mean << 4, 8, 2, 8, 0, 0;
  variance << 0, 0, 1, 0, 0, 0;
  EXPECT_EQ(moments.mean, mean);
  EXPECT_EQ(moments.variance, variance);
  EXPECT_NEAR(moments.overall_mean[0], 8.0 / 3, 1e-15);
  EXPECT_NEAR(moments.overall_variance[0], (16.0 + 1 + 9) / 3 - 64.0 / 9, 1e-14);
  EXPECT_EQ(moments.overall_mean[1], 8);
  EXPECT_EQ(moments.overall_variance[1], 0);
  EXPECT_EQ(moments.minimum, (std::vector<double>{1, 8}));
  EXPECT_EQ(moments.maximum, (std::vector<double>{4, 8})) << "words without a label do not count";
  EXPECT_DOUBLE_EQ(moments.share(1), 2.0 / 3);
}

TEST(ClassMoments, equal_those_of_two_passes_also_far_from_0) {
  for (const double offset : {0.0, 3e4}) {
    const LabelledWords words = test::planted({.neurons = 300, .informative = {3, 270}, .offset = offset});
    const ClassMoments moments = test::moments_of(words);
    for (Index n = 0; n < words.values.cols(); n += 30) {
      for (Index c = 0; c < words.label_count; ++c) {
        const auto column = words.column(n, words.of(c));
        EXPECT_EQ(moments.count[to_size(c)], to_int64(column.size()));
        EXPECT_NEAR(moments.mean(c, n), test::mean_of(column), 1e-14 * (1 + offset));
        EXPECT_NEAR(moments.variance(c, n), test::variance_of(column), 1e-11);
      }
      const auto all = words.column(n, words.labelled());
      EXPECT_NEAR(moments.overall_mean[to_size(n)], test::mean_of(all), 1e-14 * (1 + offset));
      EXPECT_NEAR(moments.overall_variance[to_size(n)], test::variance_of(all), 1e-10);
      EXPECT_EQ(moments.minimum[to_size(n)], *std::ranges::min_element(all));
      EXPECT_EQ(moments.maximum[to_size(n)], *std::ranges::max_element(all));
    }
  }
}

TEST(ClassMoments, do_not_depend_on_the_cut_into_batches) {
  const LabelledWords words = test::planted({.neurons = 40, .informative = {1}});
  const ClassMoments whole = test::moments_of(words);
  ClassMomentSums sums(words.label_count, words.values.cols());
  for (Index row = 0, rows = 0; row < words.values.rows(); row += rows) {
    rows = std::min<Index>(1 + row % 7, words.values.rows() - row);
    sums.add(words.values.middleRows(row, rows), std::span(words.labels).subspan(to_size(row), to_size(rows)));
  }
  const ClassMoments parts = sums.moments();
  EXPECT_EQ(parts.count, whole.count);
  EXPECT_EQ(parts.mean, whole.mean);
  EXPECT_EQ(parts.variance, whole.variance);
  EXPECT_EQ(parts.overall_variance, whole.overall_variance);
  EXPECT_EQ(parts.maximum, whole.maximum);
}

TEST(ClassMoments, a_neuron_that_never_varies_has_no_variance_by_rounding) {
  LabelledWords words = test::planted({.neurons = 3});
  words.values.col(1).setConstant(0.1f);
  const ClassMoments moments = test::moments_of(words);
  EXPECT_EQ(moments.overall_variance[1], 0);
  EXPECT_EQ(moments.overall_mean[1], 0.1f);
  EXPECT_EQ(moments.variance.col(1).maxCoeff(), 0);
  EXPECT_GT(moments.overall_variance[0], 0);
}

TEST(ClassMoments, of_no_words_are_zeros) {
  ClassMomentSums sums(2, 3);
  const Matrix values = Matrix::Ones(2, 3);
  sums.add(values, std::vector<std::int32_t>{2, -1});
  const ClassMoments moments = sums.moments();
  EXPECT_EQ(moments.words, 0);
  EXPECT_EQ(moments.mean, LabelValues::Zero(2, 3));
  EXPECT_EQ(moments.minimum, std::vector<double>(3));
  EXPECT_EQ(moments.maximum, std::vector<double>(3));
}

}  // namespace
}  // namespace neurank::ranking
