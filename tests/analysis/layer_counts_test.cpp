#include "analysis/layer_counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace neurank::analysis {
namespace {

using Counts = std::vector<Index>;

TEST(Layers, neurons_are_counted_by_layer) {
  const Counts neurons = {0, 3, 4, 11, 8, 7};
  EXPECT_EQ(layer_counts(neurons, 4, 4), (Counts{2, 2, 2, 0}));
  EXPECT_EQ(layer_counts({}, 2, 4), (Counts{0, 0}));
}

TEST(Layers, entropy_is_one_when_even_and_zero_in_one_layer) {
  EXPECT_DOUBLE_EQ(layer_entropy(Counts{7, 7, 7}), 1);
  EXPECT_DOUBLE_EQ(layer_entropy(Counts{0, 9, 0}), 0);
  EXPECT_DOUBLE_EQ(layer_entropy(Counts{5, 5, 0, 0}), 0.5) << "log 2 / log 4";
  EXPECT_DOUBLE_EQ(layer_entropy(Counts{3, 1}), 2 - 0.75 * std::log2(3.0)) << "by hand";
  EXPECT_DOUBLE_EQ(layer_entropy(Counts{4}), 1);
}

TEST(Layers, entropy_of_published_layer_counts) {
  EXPECT_NEAR(layer_entropy(Counts{34, 28, 27, 31, 34, 32, 33, 44, 38, 29, 29, 36, 28}), 0.996, 5e-4);
  EXPECT_NEAR(layer_entropy(Counts{0, 136, 165, 64, 50, 16, 7, 7, 7, 5, 4, 4, 15}), 0.69, 5e-3);
  EXPECT_NEAR(layer_entropy(Counts{50, 642, 286}), 0.72, 5e-3);
}

TEST(Layers, centre_runs_from_the_first_to_the_last_layer) {
  EXPECT_DOUBLE_EQ(layer_centre(Counts{5, 0, 0}, Counts{0, 1, 2}, 2), 0);
  EXPECT_DOUBLE_EQ(layer_centre(Counts{0, 0, 5}, Counts{0, 1, 2}, 2), 1);
  EXPECT_DOUBLE_EQ(layer_centre(Counts{2, 2, 2, 2}, Counts{0, 1, 2, 3}, 3), 0.5);
  EXPECT_DOUBLE_EQ(layer_centre(Counts{1, 0, 3}, Counts{0, 1, 2}, 2), 0.75);
  EXPECT_DOUBLE_EQ(layer_centre(Counts{8}, Counts{0}, 0), 0);
  EXPECT_DOUBLE_EQ(layer_centre(Counts{1, 3}, Counts{4, 8}, 8), 0.875) << "the model's own layers count";
}

TEST(Layers, a_band_leaves_out_at_most_a_fortieth_of_the_random_sets_on_either_side) {
  for (const auto& [n, layers, width] :
       {std::tuple<Index, Index, Index>{1, 13, 4}, {20, 4, 10}, {40, 4, 10}, {499, 13, 768}, {3, 3, 2}, {5, 1, 5}}) {
    const LayerBand band = layer_band(n, layers, width);
    const auto at_least = [&](Index count) { return layer_chance(count, n, layers, width); };
    EXPECT_LE(1 - at_least(band.low), 0.025) << n;
    EXPECT_LE(at_least(band.high + 1), 0.025) << n;
    if (band.low < std::min(n, width)) {
      EXPECT_GT(1 - at_least(band.low + 1), 0.025) << n;
    }
    if (band.high > 0) {
      EXPECT_GT(at_least(band.high), 0.025) << n;
    }
  }
  EXPECT_EQ(layer_band(40, 4, 10).low, 10) << "all neurons";
  EXPECT_EQ(layer_band(40, 4, 10).high, 10);
}

TEST(Layers, top_layer_is_the_lower_of_equals) {
  EXPECT_EQ(top_layer(Counts{1, 4, 4, 2}), 1);
  EXPECT_EQ(top_layer(Counts{0, 0}), std::nullopt);
}

}  // namespace
}  // namespace neurank::analysis
