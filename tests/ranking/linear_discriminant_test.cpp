#include "ranking/linear_discriminant.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>

#include "ranking/planted_words.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

struct Found {
  double shrinkage = 0;
  LabelValues weights;
};

Found discriminant(const LabelledWords& words) {
  const ClassMoments moments = test::moments_of(words);
  LinearDiscriminant discriminant(moments);
  const Index half = words.values.rows() / 2;
  const std::span<const std::int32_t> labels(words.labels);
  discriminant.add(words.values.topRows(half), labels.first(to_size(half)));
  discriminant.add(words.values.bottomRows(words.values.rows() - half), labels.subspan(to_size(half)));
  const double shrinkage = discriminant.shrinkage();
  return {shrinkage, std::move(discriminant).weights()};
}

/// The definition, by the residuals of every word and a general inverse.
Found slow_discriminant(const LabelledWords& words) {
  const Index neurons = words.values.cols();
  Eigen::MatrixXd means = Eigen::MatrixXd::Zero(neurons, words.label_count), residuals(neurons, 0);
  Eigen::VectorXd overall(neurons), deviation(neurons);
  for (Index n = 0; n < neurons; ++n) {
    const auto all = words.column(n, words.labelled());
    overall[n] = test::mean_of(all);
    deviation[n] = std::sqrt(test::variance_of(all));
  }
  for (Index c = 0; c < words.label_count; ++c) {
    const auto rows = words.of(c);
    means.col(c) = rows.empty() ? overall : overall * 0;
    for (const Index row : rows)
      means.col(c) += words.values.row(row).transpose().cast<double>() / to_double(rows.size());
  }
  const auto all = words.labelled();
  residuals.resize(neurons, to_index(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i)
    residuals.col(to_index(i)) =
        (words.values.row(all[i]).transpose().cast<double>() - means.col(words.labels[to_size(all[i])]))
            .cwiseQuotient(deviation);
  const auto count = to_double(all.size());
  const Eigen::MatrixXd covariance = residuals * residuals.transpose() / count;
  const double mean = covariance.trace() / to_double(neurons);
  const Eigen::MatrixXd target = mean * Eigen::MatrixXd::Identity(neurons, neurons);
  const double distance = (covariance - target).squaredNorm();
  double spread = 0;
  for (Index i = 0; i < residuals.cols(); ++i)
    spread += (residuals.col(i) * residuals.col(i).transpose() - covariance).squaredNorm() / count / count;
  const double share = std::min(spread, distance) / distance;
  const Eigen::MatrixXd shrunk = share * target + (1 - share) * covariance;
  const Eigen::MatrixXd differences = (means.colwise() - overall).array().colwise() / deviation.array();
  return {share, (shrunk.inverse() * differences).transpose().cwiseAbs()};
}

/// Neurons of several scales that go together in threes; the fourth label has no words.
LabelledWords correlated(Index words) {
  LabelledWords sample = test::planted({.words = words, .neurons = 30, .informative = {4, 15}, .offset = 10});
  for (Index n = 1; n < 30; n += 3) sample.values.col(n) += 2 * sample.values.col(n - 1);
  for (Index n = 2; n < 30; n += 3) sample.values.col(n) = 50 * sample.values.col(n) - 40 * sample.values.col(n - 1);
  std::ranges::replace(sample.labels, 3, -1);
  return sample;
}

TEST(LinearDiscriminant, equals_the_definition) {
  for (const Index words : {20, 60, 3000}) {
    const LabelledWords sample = correlated(words);
    const Found found = discriminant(sample), expected = slow_discriminant(sample);
    EXPECT_NEAR(found.shrinkage, expected.shrinkage, 1e-5) << words;
    EXPECT_LT((found.weights - expected.weights).cwiseAbs().maxCoeff(), 1e-4 * expected.weights.maxCoeff()) << words;
    EXPECT_EQ(found.weights.row(3).maxCoeff(), 0) << "a label without words";
  }
}

TEST(LinearDiscriminant, few_words_are_shrunk_more) {
  EXPECT_GT(discriminant(correlated(20)).shrinkage, 4 * discriminant(correlated(3000)).shrinkage);
  EXPECT_LT(discriminant(correlated(3000)).shrinkage, 0.05);
}

TEST(LinearDiscriminant, more_neurons_than_a_panel_are_summed_whole) {
  const LabelledWords sample = test::planted({.words = 150, .neurons = 530, .informative = {0, 529}});
  const Found found = discriminant(sample), expected = slow_discriminant(sample);
  EXPECT_NEAR(found.shrinkage, expected.shrinkage, 1e-5);
  EXPECT_LT((found.weights - expected.weights).cwiseAbs().maxCoeff(), 1e-4 * expected.weights.maxCoeff());
}

NeuronRanking ranked(const LabelledWords& words) {
  return rank_by_label_mean(discriminant(words).weights, test::moments_of(words).count, 1).overall;
}

TEST(LinearDiscriminant, neurons_that_know_the_label_come_first) {
  const LabelledWords words = test::planted({.words = 2000, .informative = {5, 11, 17}});
  EXPECT_EQ(top(ranked(words), 3), (std::vector<Index>{5, 11, 17}));
}

TEST(LinearDiscriminant, a_neuron_that_takes_noise_away_has_weight_though_its_means_are_alike) {
  LabelledWords words = test::planted({.words = 4000, .neurons = 10});
  for (Index row = 0; row < 4000; ++row)  // neuron 6 is the noise of neuron 2
    words.values(row, 2) = 3 * words.values(row, 6) + static_cast<float>(words.labels[to_size(row)]);
  EXPECT_EQ(top(ranked(words), 2), (std::vector<Index>{2, 6}));
}

TEST(LinearDiscriminant, the_unit_of_a_neuron_does_not_matter) {
  const LabelledWords words = correlated(200);
  LabelledWords scaled = words;
  scaled.values.col(7) *= 1024;
  EXPECT_LT((discriminant(scaled).weights - discriminant(words).weights).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(LinearDiscriminant, equal_and_constant_neurons_are_no_trouble) {
  LabelledWords words = test::planted({.neurons = 12, .informative = {4}});
  words.values.col(1).setConstant(3);
  words.values.col(7) = words.values.col(4);
  const LabelValues weights = discriminant(words).weights;
  EXPECT_TRUE(weights.allFinite());
  EXPECT_EQ(weights.col(1).maxCoeff(), 0);
  EXPECT_LT((weights.col(7) - weights.col(4)).cwiseAbs().maxCoeff(), 1e-3 * weights.col(4).maxCoeff());
}

TEST(LinearDiscriminant, without_variance_within_labels_the_distances_of_means_are_left) {
  LabelledWords words{Matrix(4, 2), {0, 0, 1, 1}, 2};
  words.values << 0, 5, 0, 5, 4, 5, 4, 5;
  const Found found = discriminant(words);
  EXPECT_EQ(found.shrinkage, 1);
  LabelValues expected(2, 2);
  expected << 1, 0, 1, 0;
  EXPECT_EQ(found.weights, expected) << "2 in deviations of 2";
}

TEST(LinearDiscriminant, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const LabelledWords words = correlated(500);
  const std::vector<Index> neurons = test::drawn_order(words.values.cols(), 4);
  EXPECT_EQ(test::in_old_numbers(ranked(test::reordered(words, neurons)), neurons), ranked(words).order);
}

}  // namespace
}  // namespace neurank::ranking
