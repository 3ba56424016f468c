#include "probe/penalty_chain.hpp"

#include <gtest/gtest.h>

#include <set>

#include "probe/penalty_search.hpp"
#include "probe/train.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

TEST(PenaltyChain, of_the_default_search_has_42_heads) {
  const auto chains = penalty_chains({});
  ASSERT_EQ(chains.size(), 6u);
  for (const auto& chain : chains) EXPECT_EQ(chain.l1, (std::vector<double>{0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1}));
  EXPECT_EQ(chains[0].l2, 0);
  EXPECT_EQ(chains[1].l2, 1e-5);
}

TEST(PenaltyChain, covers_every_pair_of_any_search_once) {
  ProbeSettings probe;
  PenaltySearch& search = probe.search;
  for (const auto& [l1, l2] : {std::pair<std::vector<double>, std::vector<double>>{{0.1}, {0.2}},
                               {{1e-3, 1e-4}, {1e-3, 1e-4}},
                               {{5, 1e-9, 0}, {1e-6}}}) {
    search.l1 = l1, search.l2 = l2;
    std::multiset<std::pair<double, double>> trained;
    for (const auto& chain : penalty_chains(probe)) {
      EXPECT_TRUE(std::is_sorted(chain.l1.begin(), chain.l1.end()));
      for (const double value : chain.l1) trained.insert({value, chain.l2});
    }
    for (const Penalty& pair : search_grid(search)) {
      const Penalty head = representative(pair);
      EXPECT_EQ(trained.count({head.l1, head.l2}), 1u) << pair.l1 << " " << pair.l2;
    }
    EXPECT_EQ(trained.count({0, 0}), 1u) << "for comparison";
  }
}

TEST(PenaltyChain, of_an_exact_solver_ends_at_the_least_penalties) {
  ProbeSettings probe;
  probe.solver = Solver::exact;
  probe.search.l1 = {1e-3, 0.1, 0};
  probe.search.l2 = {1e-2};
  probe.search.unregularized = {0, 1e-5};
  const auto chains = penalty_chains(probe);
  ASSERT_EQ(chains.size(), 2u);
  EXPECT_EQ(chains[0].l2, 1e-5);
  EXPECT_EQ(chains[0].l1, std::vector<double>{0}) << "for comparison";
  EXPECT_EQ(chains[1].l2, 1e-2);
  EXPECT_EQ(chains[1].l1, (std::vector<double>{0.1, 1e-3, 0}));
}

TEST(PenaltyChain, links_take_three_tenths_of_the_epochs) {
  EXPECT_EQ(link_epochs(10), 3);
  EXPECT_EQ(link_epochs(1), 1);
  EXPECT_EQ(link_epochs(4), 2);
}

TEST(LabelsWithWeights, are_left_out_only_where_their_weights_are_zero_at_the_optimum) {
  constexpr Index rows = 600, neurons = 6, labels = 5;
  Random random(4);
  Matrix x = test::normal_matrix(rows, neurons, random);
  std::vector<std::int32_t> y(rows);
  std::vector<std::int64_t> counts(labels, 0);
  for (Index i = 0; i < rows; ++i) {
    y[i] = i % 20 == 0 ? 4 : i % 10 == 1 ? 3 : static_cast<std::int32_t>(random.below(3));
    ++counts[y[i]];
    x(i, y[i]) += 2;  // every label has a neuron that tells it
  }
  const double largest = x.cwiseAbs().maxCoeff();
  EXPECT_EQ(labels_with_weights(counts, largest, 0).size(), 5U);
  const double l1 = 2.0 * 50 / rows * largest;  // label 4 has 30 words, label 3 has 60
  EXPECT_EQ(labels_with_weights(counts, largest, l1), (std::vector<Index>{0, 1, 2, 3}));

  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(rows), rows, {});
  const std::vector<HeadTask> tasks = {{test::targets(y), {l1, 0}, test::start(labels, neurons, 1)}};
  const TrainSettings settings{.epochs = 2000, .learning_rate = 0.02, .step = StepRule::decay};
  const Head head = train_heads(stream, tasks, settings, labels, test::always).front();
  EXPECT_EQ(head.weights.row(4).cwiseAbs().maxCoeff(), 0);
}

}  // namespace
}  // namespace neurank::probe
