#include "ranking/mean_share.hpp"

#include <gtest/gtest.h>

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
  const NeuronRanking ranking = rank_by_mean_share(view(weights));
  EXPECT_EQ(ranking.order, (std::vector<Index>{3, 0, 1, 2})) << "neurons 1 and 2 are equal";
  EXPECT_EQ(ranking.score, (std::vector<double>{-0.25, -0.2, -0.2, -0.35}));
}

TEST(MeanShare, labels_without_weights_have_no_say) {
  Matrix weights = Matrix::Zero(3, 2);
  EXPECT_EQ(mean_mass_share(view(weights)), (std::vector<double>{0, 0}));
  EXPECT_EQ(rank_by_mean_share(view(weights)).order, (std::vector<Index>{0, 1}));
  weights.row(1) << 1, -3;
  EXPECT_EQ(mean_mass_share(view(weights)), (std::vector<double>{0.25, 0.75}));
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
