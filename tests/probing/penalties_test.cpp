#include <gtest/gtest.h>

#include "probe/penalty_search.hpp"
#include "probing/planted_cell.hpp"
#include "probing/repetition.hpp"
#include "support/refusal.hpp"

namespace neurank::probing {
namespace {

using probe::Penalty;
using probe::PenaltyTrial;
using Penalties = std::vector<Penalty>;

/// A cell of 10 neurons, of which the first three tell one of three labels each, and a search of six penalties.
class PenaltiesOfCell : public testing::Test {
 protected:
  static constexpr Index labels = 3;

  PenaltiesOfCell() {
    run_.settings().epochs = 4;
    run_.settings().learning_rate = 0.02;
    run_.settings().search.l1 = {50, 0, 0.05};
    run_.settings().search.l2 = {0.001, 0};
    run_.settings().search.method = probe::SearchMethod::grid;
    run_.settings().step = probe::StepRule::constant;
    run_.add({.layers = 2,
              .width = 5,
              .training = 400,
              .held_out = 200,
              .labels = labels,
              .signal = [](Index neuron, std::int32_t label) { return neuron == label ? 2.5f : 0.0f; }});
  }

  /// Cuts the search into units of so many penalties.
  std::vector<PenaltyWork> cut(Index penalties) {
    run_.settings().columns_per_pass = penalties * labels;
    return cut_search(run_.cell(), labels, run_.settings(), 1);
  }

  void compute(const PenaltyWork& work) { search_penalties(run_.context(), work, {}); }

  /// Trials of a search in units of so many penalties, of which the last is computed first.
  std::vector<PenaltyTrial> search(Index penalties) {
    const auto units = cut(penalties);
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit) compute(*unit);
    select_penalty(run_.context(), {run_.cell(), 1}, {});
    return trials();
  }

  /// Trials of a search by chains. @param head_flops decides how it is cut
  std::vector<PenaltyTrial> search_by_chains(double head_flops) {
    run_.settings().search.method = probe::SearchMethod::chain;
    for (const ChainWork& unit : cut_chains(run_.cell(), labels, run_.settings(), head_flops))
      search_chains(run_.context(), unit, {});
    select_penalty(run_.context(), {run_.cell(), head_flops}, {});
    return trials();
  }

  std::vector<PenaltyTrial> trials() const { return read_trials(run_.context(), run_.cell()); }
  Penalty selected() const { return selected_penalty(run_.context(), run_.cell()); }

  test::PlantedRun run_;
};

Penalties penalties_of(const std::vector<PenaltyTrial>& trials) {
  Penalties penalties;
  for (const PenaltyTrial& trial : trials) penalties.push_back(trial.penalty);
  return penalties;
}

TEST_F(PenaltiesOfCell, trials_stand_in_the_order_of_the_grid_whatever_the_units) {
  const Penalties grid = {{50, 0.001}, {50, 0}, {0, 0.001}, {0, 0}, {0.05, 0.001}, {0.05, 0}};
  const auto whole = search(6);
  EXPECT_EQ(penalties_of(whole), grid);
  for (const Index penalties : {1, 4}) {
    const auto found = search(penalties);
    ASSERT_EQ(penalties_of(found), grid) << penalties << " penalties a unit";
    for (std::size_t i = 0; i < grid.size(); ++i) {
      EXPECT_NEAR(found[i].accuracy, whole[i].accuracy, 0.05) << "trial " << i;
      EXPECT_NEAR(found[i].accuracy_top, whole[i].accuracy_top, 0.05) << "trial " << i;
      EXPECT_NEAR(found[i].accuracy_bottom, whole[i].accuracy_bottom, 0.05) << "trial " << i;
    }
  }
}

TEST_F(PenaltiesOfCell, no_penalty_is_tried_behind_a_grid_that_lacks_it) {
  run_.settings().search.l1 = {0.05};
  run_.settings().search.l2 = {0.001, 0.002};
  EXPECT_EQ(penalties_of(search(2)), (Penalties{{0.05, 0.001}, {0.05, 0.002}, {0, 0}}));
  EXPECT_NE(selected(), (Penalty{0, 0})) << "it serves the comparison alone";
}

TEST_F(PenaltiesOfCell, a_trial_says_how_good_all_top_and_bottom_neurons_are_on_dev) {
  run_.settings().search.keep = 0.3;
  const auto found = search(6);
  const PenaltyTrial &strong = found[0], &some = found[5];
  EXPECT_GT(some.accuracy, 0.85);
  EXPECT_NEAR(some.accuracy_top, some.accuracy, 0.05) << "three neurons of ten tell the label";
  EXPECT_LT(some.accuracy_bottom, 0.5) << "the others do not";
  EXPECT_LT(strong.accuracy, 0.6) << "so strong a penalty leaves no weights";
}

TEST_F(PenaltiesOfCell, a_trial_is_the_head_of_the_first_repetition_on_dev) {
  const auto found = search(6);
  train_repetition(run_.context(), {{run_.cell(), 1}}, {});
  const Repetition first = read_repetition(run_.context(), {run_.cell(), 1});
  const auto accuracy = [&](analysis::Training how) {
    return first.accuracy_of(analysis::Labels::task, how, Measured::dev);
  };
  const PenaltyTrial& best = found[probe::best_trial(found, run_.settings().search)];
  const double one_word = 1.0 / 200 + 1e-9;  // that rounding may turn
  EXPECT_NEAR(accuracy(analysis::Training::full), best.accuracy, one_word);
  EXPECT_NEAR(accuracy(analysis::Training::unregularized), probe::unregularized_accuracy(found, run_.settings().search),
              one_word);
}

TEST_F(PenaltiesOfCell, chains_try_the_same_pairs_and_find_what_separate_heads_do) {
  run_.settings().step = probe::StepRule::decay;
  run_.settings().learning_rate = 0.005;
  run_.settings().search.keep = 0.3;
  const auto grid = search(6), chains = search_by_chains(1);
  ASSERT_EQ(penalties_of(chains), penalties_of(grid));
  for (std::size_t i = 2; i < grid.size(); ++i) EXPECT_NEAR(chains[i].accuracy, grid[i].accuracy, 0.06) << i;
  EXPECT_GT(chains[5].accuracy_top, 0.8);
  EXPECT_LT(chains[0].accuracy, 0.6) << "the strongest penalty leaves no weights";
}

TEST_F(PenaltiesOfCell, a_chain_cut_into_its_links_finds_the_same) {
  const auto whole = search_by_chains(1), links = search_by_chains(1e15);
  EXPECT_EQ(cut_chains(run_.cell(), labels, run_.settings(), 1).size(), 1u);
  EXPECT_EQ(cut_chains(run_.cell(), labels, run_.settings(), 1e15).size(), 6u) << "two chains of three links";
  ASSERT_EQ(penalties_of(links), penalties_of(whole));
  const double one_word = 1.0 / 200 + 1e-9;  // that rounding may turn
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_NEAR(links[i].accuracy, whole[i].accuracy, one_word) << i;
}

TEST_F(PenaltiesOfCell, pairs_that_train_to_the_same_head_have_the_same_trial) {
  run_.settings().search.l1 = {0, 1e-7, 0.05};
  run_.settings().search.l2 = {1e-6, 0.001};
  const auto found = search_by_chains(1);
  EXPECT_EQ(penalties_of(found),
            (Penalties{{0, 1e-6}, {0, 0.001}, {1e-7, 1e-6}, {1e-7, 0.001}, {0.05, 1e-6}, {0.05, 0.001}, {0, 0}}));
  EXPECT_EQ(found[0].accuracy, found[2].accuracy);
  EXPECT_EQ(found[0].accuracy, found[6].accuracy);
}

TEST_F(PenaltiesOfCell, the_selected_one_is_the_best_by_the_settings_of_the_search) {
  const auto found = search(4);
  auto& settings = run_.settings().search;
  const auto best = [&] { return found[probe::best_trial(found, settings)].penalty; };
  EXPECT_EQ(selected(), best());
  settings.alpha = 0;
  settings.beta = 1;
  const Penalty most_accurate = selected();
  EXPECT_EQ(most_accurate, best());
  settings.beta = -1;
  EXPECT_EQ(selected(), best());
  EXPECT_NE(selected(), most_accurate) << "the least accurate one";
}

TEST(Penalties, a_single_one_needs_no_file) {
  test::PlantedRun empty;
  empty.settings().search.l1 = {0.25};
  empty.settings().search.l2 = {0.5};
  EXPECT_EQ(selected_penalty(empty.context(), empty.cell()), (Penalty{0.25, 0.5}));
  EXPECT_TRUE(read_trials(empty.context(), empty.cell()).empty());
  EXPECT_FALSE(std::filesystem::exists(empty.context().folder.root()));
}

TEST_F(PenaltiesOfCell, a_missing_unit_is_an_error_that_names_its_file) {
  const auto units = cut(4);
  ASSERT_EQ(units.size(), 2u);
  compute(units[0]);
  const auto missing = run_.context().folder.unit(run_.experiment(), run_.cell(), schedule::Stage::penalty, "4");
  const auto select = [&] { select_penalty(run_.context(), {run_.cell(), 1}, {}); };
  EXPECT_EQ(test::refusal(select, Cause::input), missing.string() + ": no such file");
  compute(units[1]);
  select();
  EXPECT_EQ(trials().size(), 6u);
}

}  // namespace
}  // namespace neurank::probing
