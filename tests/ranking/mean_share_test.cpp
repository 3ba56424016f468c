#include "ranking/mean_share.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.hpp"

namespace neurank::ranking {
namespace {

ConstMatrixView view(const Matrix& weights) { return {weights.data(), weights.rows(), weights.cols()}; }

TEST(MeanShare, by_hand) {
  Matrix weights(2, 4);
  weights << 5, -3, 2, 0,  //
      0, 10, -20, 70;
  EXPECT_EQ(mean_mass_share(view(weights)), (std::vector<double>{0.25, 0.2, 0.2, 0.35}));
  const NeuronRanking ranking = rank_by_mean_share(view(weights), 1);
  EXPECT_EQ(std::vector(ranking.order.begin(), ranking.order.begin() + 2), (std::vector<Index>{3, 0}));
  EXPECT_EQ(ranking.score, (std::vector<double>{-0.25, -0.2, -0.2, -0.35}));
}

TEST(MeanShare, labels_without_weights_have_no_say) {
  Matrix weights = Matrix::Zero(3, 2);
  EXPECT_EQ(mean_mass_share(view(weights)), (std::vector<double>{0, 0}));
  weights.row(1) << 1, -3;
  EXPECT_EQ(mean_mass_share(view(weights)), (std::vector<double>{0.25, 0.75}));
}

TEST(MeanShare, a_seed_orders_equal_neurons) {
  Matrix weights = Matrix::Zero(2, 40);
  weights(1, 33) = 2;
  const NeuronRanking first = rank_by_mean_share(view(weights), 1), other = rank_by_mean_share(view(weights), 2);
  EXPECT_EQ(first.order.front(), 33);
  EXPECT_FALSE(std::is_sorted(first.order.begin() + 1, first.order.end()));
  EXPECT_NE(first.order, other.order);
}

TEST(MeanShare, sums_to_one_and_ignores_the_scale_of_a_label) {
  Random random(1);
  Matrix weights(7, 50);
  for (Index i = 0; i < weights.size(); ++i) weights.data()[i] = random.uniform(-1, 1);
  const auto share = mean_mass_share(view(weights));
  EXPECT_NEAR(std::accumulate(share.begin(), share.end(), 0.0), 1, 1e-12);
  weights.row(3) *= 1024;
  EXPECT_EQ(mean_mass_share(view(weights)), share);
}

}  // namespace
}  // namespace neurank::ranking
