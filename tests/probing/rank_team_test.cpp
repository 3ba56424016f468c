#include "probing/rank_team.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "probe/shared_work.hpp"
#include "support/mpi_session.hpp"
#include "support/probe_support.hpp"
#include "support/refusal.hpp"

namespace neurank::probing {
namespace {

/// A head of 300 labels on some of the neurons, in three blocks.
class TeamOfRanks : public testing::Test {
 protected:
  static constexpr Index rows = 200, neurons = 21, labels = 300;

  TeamOfRanks() : x_(test::normal_matrix(rows, neurons, random_)), source_(x_) {
    std::vector<std::int32_t> y(rows);
    for (auto& label : y) label = static_cast<std::int32_t>(random_.below(labels));
    std::vector<Index> order, weighted;
    for (Index i = 0; i < neurons; ++i) order.push_back((i * 4 + 3) % neurons);
    for (Index label = 0; label < labels; label += 1 + label % 3) weighted.push_back(label);
    probe::Head start = *test::start(labels, 13, 1);
    for (Index label = 0; label < labels; ++label)
      if (!std::ranges::binary_search(weighted, label)) start.weights.row(label).setZero();
    task_ = {.targets = test::targets(y),
             .penalty = {0.0001, 0.001},
             .start = std::make_shared<const probe::Head>(start),
             .order = std::make_shared<const std::vector<Index>>(order),
             .weighted = std::make_shared<const std::vector<Index>>(weighted)};
  }

  probe::TrainingRows words() const { return {source_, test::all_rows(rows)}; }

  probe::BatchStream stream() const { return {words(), 32}; }

  probe::Head train(const probe::Team& team) const {
    auto batches = stream();
    return probe::train_heads(batches, {task_}, {.epochs = 3, .seed = 4, .whole_weights = 10}, 1000, test::always,
                              nullptr, team)
        .front();
  }

  const mpi::Communicator& world() const { return session_.world(); }

  const test::TestSession session_;
  Random random_{5};
  Matrix x_;
  probe::MatrixRows source_;
  probe::HeadTask task_;
};

TEST_F(TeamOfRanks, trains_what_the_leader_would_alone) {
  const RankTeam team(world());
  if (!team.is_leader()) return team.follow([&] { return words(); }, test::always);
  const LedUnit unit(world());
  const probe::Head alone = train(probe::Team());
  for (int i = 0; i < 3; ++i) {
    const probe::Head head = train(team);
    EXPECT_EQ(head.weights, alone.weights);
    EXPECT_EQ(head.bias, alone.bias);
  }
}

TEST_F(TeamOfRanks, finds_the_exact_head_that_the_leader_would_alone) {
  const RankTeam team(world());
  if (!team.is_leader()) return team.follow([&] { return words(); }, test::always);
  const LedUnit unit(world());
  probe::TrainingRows training = words();
  training.statistics =
      std::make_shared<const store::NeuronStatistics>(probe::statistics_of(training.source, training.rows));
  training.standardization = probe::z_score(*training.statistics);
  const auto solve = [&](const probe::NeuronPrefix& read, const probe::Head* start, const probe::Team& by) {
    const probe::ExactTask exact = {task_.targets, labels, task_.penalty, read, start};
    return probe::solve_exactly(training, exact, {.gap = 1e-3}, Products(), test::always, by);
  };
  const probe::ExactHead first = solve({nullptr, neurons}, nullptr, probe::Team());
  for (const probe::NeuronPrefix& read : {probe::NeuronPrefix{nullptr, neurons}, probe::NeuronPrefix{task_.order, 13}})
    for (const probe::Head* start : {static_cast<const probe::Head*>(nullptr), &first.head}) {
      if (start != nullptr && read.order != nullptr) continue;
      const probe::ExactHead alone = solve(read, start, probe::Team()), shared = solve(read, start, team);
      EXPECT_EQ(shared.head.weights, alone.head.weights);
      EXPECT_EQ(shared.head.bias, alone.head.bias);
      EXPECT_EQ(shared.certificate.dual, alone.certificate.dual);
      EXPECT_TRUE((alone.head.weights.array() != 0).any());
    }
}

TEST_F(TeamOfRanks, has_its_leader_throw_what_another_member_cannot_do_and_goes_on) {
  const RankTeam team(world());
  bool is_broken = team.member() == world().size() - 1;
  const auto open = [&] {
    if (std::exchange(is_broken, false)) throw input_error("activations.h5: cannot be read", "bring it back");
    return words();
  };
  if (!team.is_leader()) return team.follow(open, test::always);
  const LedUnit unit(world());
  if (team.size() > 1) {
    EXPECT_EQ(test::refusal([&] { train(team); }, Cause::input), "activations.h5: cannot be read; bring it back");
  }
  EXPECT_EQ(train(team).weights, train(probe::Team()).weights);
}

TEST_F(TeamOfRanks, ends_a_training_when_its_leader_is_stopped) {
  const RankTeam team(world());
  if (!team.is_leader()) return team.follow([&] { return words(); }, test::always);
  const LedUnit unit(world());
  auto batches = stream();
  Index asked = 0;
  const auto keep_going = [&] { return ++asked < 9; };
  const probe::TrainSettings settings = {.epochs = 3, .whole_weights = 10};
  const auto train = [&] { probe::train_heads(batches, {task_}, settings, 1000, keep_going, nullptr, team); };
  EXPECT_TRUE(test::is_refused(train, Cause::interrupted));
  EXPECT_EQ(asked, 9);
}

}  // namespace
}  // namespace neurank::probing
