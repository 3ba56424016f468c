#include "analysis/knockoffs/knockoff_sampler.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "analysis/knockoff_problems.hpp"
#include "analysis/knockoffs/knockoff_distances.hpp"
#include "analysis/knockoffs/normal_scores.hpp"

namespace neurank::analysis {
namespace {

using test::Correlation;

/// tr(G⁻¹) by its definition, G of neurons and knockoffs.
double variance_left(const Eigen::MatrixXd& sigma, const Eigen::VectorXd& distances) {
  Eigen::MatrixXd across = sigma, all(2 * sigma.rows(), 2 * sigma.rows());
  across.diagonal() -= distances;
  all << sigma, across, across, sigma;
  return all.inverse().trace();
}

TEST(MinimumVarianceDistances, are_those_of_least_trace) {
  for (const auto kind : {Correlation::autoregressive, Correlation::equal}) {
    const Eigen::MatrixXd sigma = test::correlation_matrix(kind, 12, 0.8);
    const Eigen::VectorXd distances = minimum_variance_distances(sigma);
    const double least = variance_left(sigma, distances);
    for (Index n = 0; n < distances.size(); ++n)
      for (const double factor : {0.97, 1.03}) {
        Eigen::VectorXd other = distances;
        other[n] *= factor;
        EXPECT_GT(variance_left(sigma, other), least) << n;
      }
  }
}

TEST(MinimumVarianceDistances, leave_a_joint_covariance_where_neurons_are_nearly_the_same) {
  Eigen::MatrixXd sigma = test::correlation_matrix(Correlation::equal, 20, 0.6);
  sigma(3, 4) = sigma(4, 3) = 1 - 1e-6;
  sigma.row(4).segment(5, 15) = sigma.row(3).segment(5, 15);
  const Eigen::VectorXd distances = minimum_variance_distances(sigma);
  EXPECT_GT(distances.minCoeff(), 0);
  EXPECT_LT(distances[3], 1e-5) << "each is told by the other one";
  EXPECT_GT(distances[10], 0.3);
  Eigen::MatrixXd left = 2 * sigma;
  left.diagonal() -= distances;
  EXPECT_GT(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(left).eigenvalues().minCoeff(), 0);
}

TEST(MinimumVarianceDistances, of_neurons_without_correlation_are_1) {
  const Eigen::VectorXd distances = minimum_variance_distances(Eigen::MatrixXd::Identity(5, 5));
  EXPECT_NEAR((distances.array() - 1).abs().maxCoeff(), 0, 1e-4);
}

TEST(KnockoffSampler, gives_neurons_and_knockoffs_the_covariance_in_which_they_may_change_places) {
  const Index words = 40000, neurons = 20;
  Random random(1);
  for (const auto kind : {Correlation::autoregressive, Correlation::equal}) {
    const Matrix x = test::correlated_words(kind, words, neurons, 0.8, random);
    const KnockoffSampler sampler(normal_scores(x));
    EXPECT_LT(sampler.shrinkage(), 0.01);
    Eigen::MatrixXd both(words, 2 * neurons);
    both << sampler.scores().cast<double>(), sampler.draw(7).cast<double>();
    const Eigen::MatrixXd found = both.transpose() * both / to_double(words);
    const Eigen::MatrixXd sigma = test::correlation_matrix(kind, neurons, 0.8);
    Eigen::MatrixXd across = sigma, expected(2 * neurons, 2 * neurons);
    across.diagonal() -= sampler.distances();
    expected << sigma, across, across, sigma;
    // A correlation deviates by 1 / sqrt(T) = 0.005 at most; the largest of 800 by less than five times that.
    EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), 0.025);
    EXPECT_LT(both.rightCols(neurons).colwise().mean().cwiseAbs().maxCoeff(), 0.025);
  }
}

TEST(KnockoffSampler, draws_by_the_seed_alone) {
  Random random(2);
  const KnockoffSampler sampler(normal_scores(test::correlated_words(Correlation::equal, 60, 8, 0.5, random)));
  EXPECT_EQ(sampler.draw(1), sampler.draw(1));
  EXPECT_GT((sampler.draw(1) - sampler.draw(2)).cwiseAbs().minCoeff(), 0);
}

TEST(KnockoffSampler, does_with_fewer_words_than_neurons_and_with_copies) {
  Random random(3);
  Matrix x = test::correlated_words(Correlation::autoregressive, 30, 50, 0.8, random);
  x.col(7) = x.col(30);
  const KnockoffSampler sampler(normal_scores(x));
  const Matrix knockoffs = sampler.draw(1);
  EXPECT_TRUE(knockoffs.allFinite());
  EXPECT_GT(sampler.distances().minCoeff(), 0);
  EXPECT_LT(sampler.distances()[7], sampler.distances().mean()) << "its copy tells it";
}

}  // namespace
}  // namespace neurank::analysis
