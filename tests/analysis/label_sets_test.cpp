#include "analysis/label_sets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/sharing.hpp"
#include "base/random.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::analysis {
namespace {

using Set = std::vector<Index>;

ConstMatrixView view(const Matrix& weights) { return {weights.data(), weights.rows(), weights.cols()}; }

NeuronSets sets_of(const Matrix& weights, Index n) {
  return label_sets(view(weights), ranking::rank_by_weight_mass(view(weights)), n);
}

TEST(LabelSets, by_hand) {
  Matrix weights(2, 4);
  weights << 5, 3, 2, 0,  // before: 0, .5, .8, 1
      0, 1, 1, 8;         // before: 1, .8, .9, 0
  EXPECT_EQ(sets_of(weights, 1), (NeuronSets{{}, {3}})) << "neuron 0 scores 0 too, but is not of the set";
  EXPECT_EQ(sets_of(weights, 2), (NeuronSets{{0}, {3}}));
  EXPECT_EQ(sets_of(weights, 3), (NeuronSets{{0, 1}, {3}}));
  EXPECT_EQ(sets_of(weights, 4), (NeuronSets{{0, 1, 2}, {1, 3}}));
}

TEST(LabelSets, a_label_without_weights_owns_nothing) {
  Matrix weights = Matrix::Zero(2, 3);
  EXPECT_EQ(sets_of(weights, 2), (NeuronSets{{}, {}}));
  weights.row(1) << 0, 2, -1;
  EXPECT_EQ(sets_of(weights, 2), (NeuronSets{{}, {1, 2}}));
}

TEST(LabelSets, their_union_is_the_set_at_every_size_with_and_without_ties) {
  Random random(1);
  for (const std::uint64_t distinct : {2, 4, 1000000}) {  // magnitudes 0, 1, ...: scores tied a lot, a little, never
    Matrix weights(6, 40);
    for (Index i = 0; i < weights.size(); ++i)
      weights.data()[i] = static_cast<float>(random.below(distinct)) * (random.below(2) ? 1.0f : -1.0f);
    const auto ranking = ranking::rank_by_weight_mass(view(weights));
    for (Index n = 1; n <= 40; ++n) {
      Set all;
      for (const Set& set : label_sets(view(weights), ranking, n)) {
        EXPECT_TRUE(std::is_sorted(set.begin(), set.end()));
        all.insert(all.end(), set.begin(), set.end());
      }
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
      EXPECT_EQ(all, ranking::top(ranking, n)) << n << " neurons, " << distinct << " magnitudes";
    }
  }
}

/// Weights of three labels over 300 neurons: `planted` where it is above 0, else noise; all within 0.01, of either
/// sign.
template <class Planted>
Matrix planted_weights(const Planted& planted, std::uint64_t seed = 1) {
  Random random(seed);
  Matrix weights(3, 300);
  for (Index label = 0; label < 3; ++label)
    for (Index neuron = 0; neuron < 300; ++neuron) {
      const float size = planted(label, neuron, random) + random.uniform(0.0f, 0.01f);
      weights(label, neuron) = random.below(2) ? size : -size;
    }
  return weights;
}

const std::vector<Index> all_labels = {0, 1, 2};

TEST(LabelSets, disjoint_planted_neurons_are_found_disjoint) {
  const NeuronSets sets = sets_of(planted_weights([](Index label, Index neuron, Random& random) {
                                    return neuron < 30 && neuron % 3 == label ? random.uniform(1.0f, 2.0f) : 0.0f;
                                  }),
                                  30);
  for (Index label = 0; label < 3; ++label)
    for (Index neuron : sets[label]) EXPECT_EQ(neuron % 3, label);
  const Sharing found = sharing(sets, all_labels, 300);
  EXPECT_EQ(found.union_size, 30);
  EXPECT_NEAR(*found.sharing_ratio, 1, 0.05);
  EXPECT_LT(*found.mean_jaccard, *found.expected_jaccard);
}

TEST(LabelSets, neurons_planted_alike_for_all_labels_are_found_shared) {
  const NeuronSets sets = sets_of(planted_weights([](Index, Index neuron, Random&) {
                                    return neuron < 30 ? 2 - static_cast<float>(neuron) / 30 : 0.0f;
                                  }),
                                  30);
  const Sharing found = sharing(sets, all_labels, 300);
  EXPECT_EQ(found.union_size, 30);
  EXPECT_NEAR(*found.sharing_ratio, 3, 0.15);
  EXPECT_GT(*found.mean_jaccard, 0.9);
}

TEST(LabelSets, neurons_shared_in_unlike_orders_are_found_shared_in_part) {
  const Index n = 200;
  const int draws = 50;
  const auto planted = [&](Index, Index neuron, Random& random) {
    return neuron < n ? random.uniform(1.0f, 1.1f) : 0.0f;
  };
  double ratio = 0;
  for (int seed = 1; seed <= draws; ++seed)
    ratio += *sharing(sets_of(planted_weights(planted, seed), n), all_labels, 300).sharing_ratio / draws;
  // All n are found at the largest, over neurons, of the least of three uniform shares of mass: about
  // 1 - (e / n)^(1/3) with e exponential, whose cube root has mean gamma(4/3) and sd 0.325.
  const double scale = std::pow(n, -1.0 / 3);
  EXPECT_NEAR(ratio, 3 * (1 - std::tgamma(4.0 / 3) * scale), 4 * 3 * 0.325 * scale / std::sqrt(draws));
}

}  // namespace
}  // namespace neurank::analysis
