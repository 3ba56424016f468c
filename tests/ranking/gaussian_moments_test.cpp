#include "ranking/gaussian_moments.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "ranking/planted_words.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

GaussianMoments moments_of(const LabelledWords& words, std::vector<Index> candidates, Index at_once) {
  GaussianMomentSums sums(words.label_count, std::move(candidates));
  for (Index row = 0; row < words.values.rows(); row += at_once) {
    const Index count = std::min(at_once, words.values.rows() - row);
    sums.add(words.values.middleRows(row, count), std::span(words.labels).subspan(to_size(row), to_size(count)));
  }
  return std::move(sums).moments();
}

/// Labels of many words, of one (3) and of none (4).
LabelledWords sample() {
  LabelledWords words =
      test::planted({.words = 700, .neurons = 20, .labels = 5, .informative = {3, 4}, .offset = 3000});
  words.values.col(3) += 2 * words.values.col(11);
  words.values.col(6).setConstant(0.1f);
  for (const Index row : words.of(3))
    if (row != words.of(3).front()) words.labels[to_size(row)] = 5;
  std::ranges::replace(words.labels, 4, -1);
  return words;
}

double covariance_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - test::mean_of(a)) * (b[i] - test::mean_of(b));
  return sum / to_double(a.size());
}

TEST(GaussianMoments, equal_the_definition_far_from_zero) {
  const LabelledWords words = sample();
  const std::vector<Index> candidates = {11, 3, 19, 6};
  const GaussianMoments found = moments_of(words, candidates, 700);
  EXPECT_EQ(found.candidates, candidates);
  EXPECT_EQ(found.words, to_int64(words.labelled().size()));
  for (Index c = 0; c < 4; ++c) {
    const auto rows = words.of(c);
    EXPECT_EQ(found.count[to_size(c)], to_int64(rows.size()));
    for (Index i = 0; i < 4; ++i) {
      const auto column = words.column(candidates[to_size(i)], rows);
      EXPECT_NEAR(found.mean(c, i), test::mean_of(column), 1e-9);
      for (Index j = 0; j < 4; ++j)
        EXPECT_NEAR(found.covariance[to_size(c)](i, j),
                    covariance_of(column, words.column(candidates[to_size(j)], rows)), 1e-9);
    }
  }
  for (Index i = 0; i < 4; ++i) {
    const auto column = words.column(candidates[to_size(i)], words.labelled());
    EXPECT_NEAR(found.overall_mean[to_size(i)], test::mean_of(column), 1e-9);
    EXPECT_NEAR(found.overall_variance[to_size(i)], test::variance_of(column), 1e-8);
  }
}

TEST(GaussianMoments, labels_of_one_word_or_none_and_constant_neurons_have_exactly_no_variance) {
  const GaussianMoments found = moments_of(sample(), {6, 3}, 100);
  EXPECT_EQ(found.overall_variance[0], 0);
  EXPECT_EQ(found.count[3], 1);
  EXPECT_EQ(found.covariance[3], Eigen::MatrixXd::Zero(2, 2));
  EXPECT_EQ(found.count[4], 0);
  EXPECT_EQ(found.covariance[4], Eigen::MatrixXd::Zero(2, 2));
  EXPECT_EQ(found.mean.row(4).cwiseAbs().maxCoeff(), 0);
  for (const auto& covariance : found.covariance) EXPECT_EQ(covariance, covariance.transpose());
}

TEST(GaussianMoments, batches_cut_differently_give_the_same_bits) {
  const LabelledWords words = sample();
  const std::vector<Index> candidates = {2, 3, 5, 7, 11, 13, 17, 19};
  const GaussianMoments whole = moments_of(words, candidates, 700);
  for (const Index at_once : {1, 37, 64, 300}) {
    const GaussianMoments parts = moments_of(words, candidates, at_once);
    EXPECT_EQ(parts.mean, whole.mean);
    EXPECT_EQ(parts.overall_mean, whole.overall_mean);
    EXPECT_EQ(parts.overall_variance, whole.overall_variance);
    for (std::size_t c = 0; c < 5; ++c) EXPECT_EQ(parts.covariance[c], whole.covariance[c]) << at_once;
  }
}

TEST(GaussianMoments, no_words_give_zeros) {
  const GaussianMoments found = moments_of({Matrix(0, 3), {}, 2}, {0, 2}, 1);
  EXPECT_EQ(found.words, 0);
  EXPECT_EQ(found.overall_variance, std::vector<double>(2));
}

}  // namespace
}  // namespace neurank::ranking
