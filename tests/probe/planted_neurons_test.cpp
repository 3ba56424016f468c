// Activations with known informative neurons: the whole way from rows to ranking must put these first.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "probe/evaluate.hpp"
#include "probe/train.hpp"
#include "ranking/weight_mass.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

constexpr Index neurons = 400, labels = 5, train_rows = 6000, test_rows = 2000;

/// 12 neurons chosen at random carry the label: each shifts by a label-dependent amount; the others are noise.
struct PlantedTask {
  std::vector<Index> informative;
  std::vector<std::int32_t> y;
  Matrix x;

  explicit PlantedTask(std::uint64_t seed) {
    Random random(seed);
    informative = sample_without_replacement(neurons, 12, random);
    x = test::normal_matrix(train_rows + test_rows, neurons, random);
    for (Index row = 0; row < x.rows(); ++row) {
      y.push_back(static_cast<std::int32_t>(random.below(labels)));
      for (std::size_t i = 0; i < informative.size(); ++i)
        x(row, informative[i]) += static_cast<Index>(i) % labels == y.back() ? 1.5f : 0.0f;
    }
  }
};

TEST(PlantedNeurons, are_ranked_first_and_carry_the_task) {
  const PlantedTask task(11);
  const MatrixRows source(task.x);
  std::vector<Index> rows = test::all_rows(train_rows), held_out;
  for (Index row = train_rows; row < task.x.rows(); ++row) held_out.push_back(row);
  BatchStream training(source, rows, 256, {}), testing(source, held_out, 256, {});
  const auto targets = test::targets(task.y);
  const Head head = train_heads(training, {{targets, {1e-3, 1e-3}, test::start(labels, neurons, 1)}},
                                {.epochs = 10, .learning_rate = 1e-3, .seed = 1}, 4096, test::always)
                        .front();
  const auto ranking = ranking::rank_by_weight_mass({head.weights.data(), labels, neurons});
  EXPECT_EQ(ranking::top(ranking, 12), task.informative);

  const auto top = ranking::top(ranking, 12), bottom = ranking::bottom(ranking, 12);
  const auto scores = evaluate(
      testing, {{&head, targets, labels, nullptr}, {&head, targets, labels, &top}, {&head, targets, labels, &bottom}},
      4096, test::always);
  EXPECT_GT(scores[1].accuracy().value(), scores[0].accuracy().value() - 0.05);
  EXPECT_LT(scores[2].accuracy().value(), 0.3) << "chance is 0.2";
}

}  // namespace
}  // namespace neurank::probe
