#include "probing/subset_heads.hpp"

#include <gtest/gtest.h>

#include <set>

#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using probe::Head;
using ranking::NeuronRanking;
using Subsets = std::vector<Subset>;

/// Heads on parts of a cell's 8 neurons, of which neuron 5 alone tells the two labels apart.
class SubsetHeadsOfCell : public testing::Test {
 protected:
  static constexpr Index neurons = 8, labels = 2, informative = 5;

  SubsetHeadsOfCell() {
    run_.settings().epochs = 5;
    run_.settings().learning_rate = 0.02;
    run_.add({.layers = 2,
              .width = 4,
              .training = 400,
              .held_out = 200,
              .labels = labels,
              .signal = [](Index neuron, std::int32_t label) {
                return neuron == informative ? (label == 0 ? -2.5f : 2.5f) : 0.0f;
              }});
    data_ = std::make_unique<CellData>(open_activations(run_.context().folder, run_.experiment(), run_.cell()),
                                       run_.experiment(), run_.cell());
    unit_ = std::make_unique<ResumableUnit>(run_.context().folder.root() / "unit.h5", "", undisturbed_);
  }

  /// A ranking in which the informative neuron has a place from 0; the others follow in descending order of their ids.
  static NeuronRanking ranking_with(Index place) {
    NeuronRanking ranking{{}, std::vector<double>(neurons)};
    for (Index neuron = neurons - 1; neuron >= 0; --neuron)
      if (neuron != informative) ranking.order.push_back(neuron);
    ranking.order.insert(ranking.order.begin() + place, informative);
    return ranking;
  }

  SubsetHeads heads_by(const NeuronRanking& ranking) const {
    return {context_, *data_, {run_.cell(), 1}, ranking, penalty_, *unit_};
  }

  /// All heads, and how many were trained at a time.
  static std::pair<std::vector<FoundHead>, std::vector<std::size_t>> train(const SubsetHeads& trainer,
                                                                           const Subsets& subsets) {
    std::vector<FoundHead> heads;
    std::vector<std::size_t> parts;
    trainer.train(subsets, [&](const Subsets& part, const std::vector<FoundHead>& trained) {
      for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], subsets[heads.size() + i]) << "their order";
      EXPECT_EQ(part.size(), trained.size());
      heads.insert(heads.end(), trained.begin(), trained.end());
      parts.push_back(part.size());
      return store::ResultSet();
    });
    return {heads, parts};
  }

  static std::vector<probe::Score> measure(const SubsetHeads& trainer, const Subsets& subsets,
                                           const std::vector<FoundHead>& heads) {
    return trainer.measure(subsets, heads, Measured::test);
  }

  double accuracy(const NeuronRanking& ranking, const Subset& subset) const {
    const SubsetHeads trainer = heads_by(ranking);
    return measure(trainer, {subset}, train(trainer, {subset}).first).front().accuracy().value();
  }

  test::PlantedRun run_;
  const ProbingContext context_ = run_.context();
  std::unique_ptr<CellData> data_;
  const probe::Penalty penalty_{run_.settings().search.l1.front(), run_.settings().search.l2.front()};
  const schedule::AtWork undisturbed_ = {};
  std::unique_ptr<ResumableUnit> unit_;
};

constexpr double chance = 0.5, good = 0.85;

TEST_F(SubsetHeadsOfCell, one_neuron_less_is_the_informative_one_or_is_not) {
  const Subset top{Labels::task, Kept::top, 0, neurons - 1}, bottom{Labels::task, Kept::bottom, 0, neurons - 1};
  EXPECT_GT(accuracy(ranking_with(0), top), good);
  EXPECT_NEAR(accuracy(ranking_with(0), bottom), chance, 0.15) << "the first of the ranking is left out";
  EXPECT_GT(accuracy(ranking_with(neurons - 1), bottom), good);
  EXPECT_NEAR(accuracy(ranking_with(neurons - 1), top), chance, 0.15) << "the last of the ranking is left out";
}

TEST_F(SubsetHeadsOfCell, the_first_n_of_a_ranking_read_a_neuron_from_its_place_on) {
  const Index place = 3;
  for (Index n = 1; n < neurons; ++n) {
    const double top = accuracy(ranking_with(place), {Labels::task, Kept::top, 0, n});
    const double bottom = accuracy(ranking_with(place), {Labels::task, Kept::bottom, 0, n});
    EXPECT_EQ(top > good, n > place) << top << " of the top " << n;
    EXPECT_EQ(bottom > good, n >= neurons - place) << bottom << " of the bottom " << n;
  }
}

TEST_F(SubsetHeadsOfCell, each_draw_has_an_order_of_its_own_whose_sets_are_nested) {
  std::set<Index> places;
  for (Index draw = 1; draw <= 12; ++draw) {
    bool is_read = false;
    for (Index n = 1; n < neurons; ++n) {
      const bool reads = accuracy(ranking_with(0), {Labels::task, Kept::random, draw, n}) > good;
      EXPECT_TRUE(reads || !is_read) << "draw " << draw << " lost the neuron at " << n;
      if (reads && !is_read) places.insert(n);
      is_read = reads;
    }
  }
  EXPECT_GE(places.size(), 3u);
}

TEST_F(SubsetHeadsOfCell, heads_on_different_neurons_have_the_same_bits_together_and_one_at_a_time) {
  const Subsets subsets = {{Labels::task, Kept::top, 0, 2},       {Labels::task, Kept::top, 0, 7},
                           {Labels::task, Kept::bottom, 0, 7},    {Labels::task, Kept::random, 1, 3},
                           {Labels::control, Kept::random, 2, 3}, {Labels::control, Kept::top, 0, 5}};
  const NeuronRanking ranking = ranking_with(2);
  const auto [together, one_part] = train(heads_by(ranking), subsets);
  EXPECT_EQ(one_part, (std::vector<std::size_t>{subsets.size()}));
  run_.settings().columns_per_pass = 1;
  const auto [alone, parts] = train(heads_by(ranking), subsets);
  EXPECT_EQ(parts, std::vector<std::size_t>(subsets.size(), 1));
  ASSERT_EQ(together.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].head.weights.cols(), subsets[i].n);
    EXPECT_TRUE(alone[i].head.weights == together[i].head.weights && alone[i].head.bias == together[i].head.bias)
        << "head " << i;
  }
}

TEST_F(SubsetHeadsOfCell, a_measure_is_that_of_the_head_with_its_weights_at_their_neurons) {
  const Subsets subsets = {
      {Labels::task, Kept::top, 0, 3}, {Labels::control, Kept::top, 0, 7}, {Labels::task, Kept::bottom, 0, 6}};
  const NeuronRanking ranking = ranking_with(2);
  const SubsetHeads trainer = heads_by(ranking);
  const auto heads = train(trainer, subsets).first;
  const auto scores = measure(trainer, subsets, heads);
  const auto control = data_->control_targets(repetition_seeds(run_.experiment().seed, 1).control);
  for (std::size_t i = 0; i < subsets.size(); ++i) {
    Head wide{Matrix::Zero(labels, neurons), heads[i].head.bias};
    for (Index j = 0; j < subsets[i].n; ++j) {
      const Index rank = subsets[i].neurons == Kept::top ? j : neurons - 1 - j;
      wide.weights.col(ranking.order[static_cast<std::size_t>(rank)]) = heads[i].head.weights.col(j);
    }
    auto stream = data_->stream(Measured::test);
    const auto& targets = subsets[i].labels == Labels::task ? data_->targets() : control;
    const auto expected = probe::evaluate(stream, {{&wide, targets, data_->all_labels()}}, 1, test::always).front();
    EXPECT_EQ(scores[i].correct, expected.correct) << "subset " << i;
    EXPECT_EQ(scores[i].total, expected.total) << "subset " << i;
  }
}

}  // namespace
}  // namespace neurank::probing
