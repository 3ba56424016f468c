#include "analysis/permuted_sharing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "analysis/sharing.hpp"
#include "base/cast.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::analysis {
namespace {

using Generator = std::mt19937_64;

std::vector<Index> first(Index count) {
  std::vector<Index> labels(to_size(count));
  std::iota(labels.begin(), labels.end(), Index{0});
  return labels;
}

/// Unrelated labels, as a ridge leaves them: each neuron's weights have the mean 0. @param deviations of the neurons,
/// of whose activations the weights take no notice but for their scale
Matrix unrelated_weights(Index labels, const std::vector<double>& deviations, Generator& generator) {
  std::normal_distribution<float> normal;
  Matrix weights(labels, to_index(deviations.size()));
  for (Index n = 0; n < weights.cols(); ++n) {
    for (float& w : weights.col(n)) w = normal(generator) / static_cast<float>(deviations[to_size(n)]);
    weights.col(n).array() -= weights.col(n).mean();
  }
  return weights;
}

constexpr int data_sets = 200;

Sharing measured(const Matrix& weights, Index n) {
  const std::vector<Index> sizes = {n}, all = first(weights.rows());
  return sharing_without_expectation(
      own_sets({weights.data(), weights.rows(), weights.cols()}, sizes, {.ranked = all, .compared = all}).front(), all);
}

/// Whether a value lies inside the 95 % band of 39 draws, which reaches from the least to the largest of them.
class InBand {
 public:
  explicit InBand(double value) : value_(value) {}

  void add(const std::vector<double>& draws) {
    for (const double draw : draws) {
      is_above_one_ |= draw <= value_;
      is_below_one_ |= value_ <= draw;
    }
  }
  bool is_certain() const { return is_above_one_ && is_below_one_; }

 private:
  double value_;
  bool is_above_one_ = false, is_below_one_ = false;
};

/// Data sets of which the measured sharing lies inside its band: by ratio and by Jaccard index.
std::pair<int, int> inside_bands(Index labels, Index neurons, bool log_normal) {
  Generator generator(static_cast<std::uint64_t>(7 * labels + neurons));
  std::normal_distribution<double> normal;
  std::vector<double> deviations(to_size(neurons), 1);
  if (log_normal)
    for (double& deviation : deviations) deviation = std::exp(normal(generator));
  const std::vector<Index> sizes = {neurons == 1000 ? 125 : labels < 45 ? 998 : 399};
  std::pair<int, int> inside;
  for (int i = 0; i < data_sets; ++i) {
    const Matrix weights = unrelated_weights(labels, deviations, generator);
    const Sharing found = measured(weights, sizes[0]);
    InBand ratio(*found.sharing_ratio), jaccard(*found.mean_jaccard);
    SharingNull null{.deviations = deviations,
                     .ranked = first(labels),
                     .compared = first(labels),
                     .l1 = 0,
                     .l2 = 1e-3,
                     .draws = 3,
                     .seed = 0};
    for (std::uint64_t part = 0; part < 13 && !(ratio.is_certain() && jaccard.is_certain()); ++part) {
      null.seed = 100 * static_cast<std::uint64_t>(i) + part;
      const auto draws = permuted_sharing({weights.data(), labels, neurons}, sizes, null)[0];
      ratio.add(draws.ratio);
      jaccard.add(draws.jaccard);
    }
    inside.first += ratio.is_certain();
    inside.second += jaccard.is_certain();
  }
  return inside;
}

TEST(PermutedSharing, holds_unrelated_labels_in_its_band) {
  for (const Index neurons : {1000, 9984})
    for (const Index labels : {6, 10, 45})
      for (const bool log_normal : {false, true}) {
        const auto [by_ratio, by_jaccard] = inside_bands(labels, neurons, log_normal);
        for (const int inside : {by_ratio, by_jaccard}) {
          EXPECT_GE(inside, 0.92 * data_sets) << neurons << ", " << labels << " labels, " << log_normal;
          EXPECT_LE(inside, 0.98 * data_sets) << neurons << ", " << labels << " labels, " << log_normal;
        }
      }
}

TEST(PermutedSharing, ranks_and_cuts_as_heads_are) {
  Generator generator(5);
  for (const Index ranked : {7, 12}) {
    const Matrix weights = unrelated_weights(12, std::vector<double>(90, 1), generator);
    const SharingNull null{.ranked = first(ranked), .compared = first(12), .draws = 3, .seed = 9};
    const std::vector<Index> sizes = {1, 5, 30, 90};
    const auto found = permuted_sharing({weights.data(), 12, 90}, sizes, null);
    for (Index draw = 0; draw < null.draws; ++draw) {
      const Matrix drawn = unrelated_weights({weights.data(), 12, 90}, null, draw);
      const Matrix rows = drawn.topRows(ranked);
      const auto ranking = ranking::rank_by_weight_mass({rows.data(), rows.rows(), rows.cols()});
      for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto shared = sharing(label_sets({drawn.data(), 12, 90}, ranking, sizes[i]), first(12), 90);
        ASSERT_EQ(found[i].ratio.size(), 3u);
        EXPECT_DOUBLE_EQ(found[i].ratio[to_size(draw)], *shared.sharing_ratio) << sizes[i] << " " << ranked;
      }
    }
  }
}

TEST(PermutedSharing, is_silent_about_few_labels) {
  Generator generator(1);
  for (const Index labels : {2, 3, 5}) {
    const Matrix weights = unrelated_weights(labels, std::vector<double>(200, 1), generator);
    const std::vector<Index> sizes = {10};
    const auto null = permuted_sharing({weights.data(), labels, 200}, sizes,
                                       {.ranked = first(labels), .compared = first(labels), .draws = 20});
    EXPECT_TRUE(null[0].ratio.empty());
    EXPECT_FALSE(against_chance(1, null[0].ratio).has_value());
  }
}

TEST(PermutedSharing, of_two_labels_follows_from_the_softmax) {
  Generator generator(2);
  const Matrix weights = unrelated_weights(2, std::vector<double>(500, 1), generator);
  EXPECT_NEAR(*measured(weights, 20).sharing_ratio, 2, 0.1) << "the weights of one are those of the other, negated";
}

TEST(PermutedSharing, names_labels_that_share_their_neurons) {
  Generator generator(3);
  Matrix weights = unrelated_weights(10, std::vector<double>(1000, 1), generator);
  weights.leftCols(40) *= 8;  // neurons that matter to all
  const std::vector<Index> sizes = {40};
  const auto null = permuted_sharing({weights.data(), 10, 1000}, sizes,
                                     {.ranked = first(10), .compared = first(10), .l2 = 1e-3, .draws = 100})[0];
  const auto ratio = against_chance(*measured(weights, 40).sharing_ratio, null.ratio).value();
  EXPECT_DOUBLE_EQ(ratio.p_value, 2.0 / 101);
  EXPECT_GT(*measured(weights, 40).sharing_ratio, ratio.band.high);
}

TEST(PenalisedCenter, is_the_least_penalised) {
  Generator generator(4);
  std::normal_distribution<float> normal;
  for (const auto& [l1, l2] : {std::pair{0.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}, {1.0, 0.5}, {0.1, 3.0}, {5.0, 0.1}})
    for (const std::size_t count : {1u, 2u, 7u, 30u}) {
      std::vector<float> weights(count);
      for (std::size_t i = 0; i < count; ++i) weights[i] = i % 3 == 0 ? normal(generator) : 0.0f;
      const double quadratic = l1 == 0 && l2 == 0 ? 1 : l2;  // without a penalty the mean is as good as any
      const auto cost = [&, first = l1](double c) {
        double sum = 0;
        for (const float w : weights) {
          const double distance = std::abs(to_double(w) - c);
          sum += first * distance + quadratic * distance * distance;
        }
        return sum;
      };
      const double center = to_double(penalised_center(weights, l1, l2));
      for (const double other : {center - 0.01, center + 0.01, 0.0})
        EXPECT_LE(cost(center), cost(other) + 1e-6) << l1 << " " << l2 << " " << count;
    }
}

}  // namespace
}  // namespace neurank::analysis
