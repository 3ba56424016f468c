#include "probing/resumable_unit.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

/// A unit whose steps each find a table of one number.
class StepsOfUnit : public testing::Test {
 protected:
  /// Does steps up to a number; an interruption comes in the step of that number. @return what the steps found
  std::vector<std::int64_t> run(std::int64_t steps, std::int64_t interrupted_in, const std::string& owner = "me") {
    ResumableUnit unit(file_, owner, at_work_);
    std::vector<std::int64_t> found;
    for (std::int64_t i = 0; i < steps; ++i)
      found.push_back(unit.step([&] { return compute(i, interrupted_in); }).tables.at("number").integer(0, "value"));
    unit.finish({.attributes = {}, .tables = {}, .arrays = {}});
    return found;
  }

  store::ResultSet compute(std::int64_t step, std::int64_t interrupted_in) {
    if (step == interrupted_in) throw Error(Cause::interrupted, "stopped");
    computed_.push_back(step);
    Table number({{"value", ColumnType::integer}});
    number.add_row({10 * step});
    return {.attributes = {}, .tables = {{"number", number}}, .arrays = {{"a/b", {{1}, {1.5f}}}}};
  }

  test::ScratchFolder scratch_;
  const std::filesystem::path file_ = scratch_ / "unit.h5";
  std::vector<std::string> said_;
  const schedule::AtWork at_work_ = {.say = [this](const std::string& line) { said_.push_back(line); }};
  std::vector<std::int64_t> computed_;
};

TEST_F(StepsOfUnit, finished_ones_are_not_done_again) {
  EXPECT_THROW(run(12, 11), Error);
  EXPECT_FALSE(std::filesystem::exists(file_));
  computed_.clear();
  EXPECT_EQ(run(12, -1), (std::vector<std::int64_t>{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110}));
  EXPECT_EQ(computed_, std::vector<std::int64_t>{11});
  EXPECT_TRUE(said_.empty());
  EXPECT_TRUE(std::filesystem::exists(file_));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_.path()), {}), 1) << "the unit's file alone";
}

TEST_F(StepsOfUnit, of_another_owner_or_damaged_are_said_and_done_again) {
  for (const bool is_damaged : {false, true}) {
    said_.clear();
    EXPECT_THROW(run(3, 2, "another"), Error);
    if (is_damaged) std::filesystem::resize_file(file_.string() + ".steps.h5", 100);
    computed_.clear();
    run(3, -1);
    EXPECT_EQ(computed_, (std::vector<std::int64_t>{0, 1, 2}));
    ASSERT_EQ(said_.size(), 1U);
    EXPECT_NE(said_[0].find("starts anew"), std::string::npos) << said_[0];
  }
}

TEST_F(StepsOfUnit, that_cannot_be_written_are_said) {
  std::filesystem::create_directories(file_.string() + ".steps.h5/full");
  EXPECT_THROW(run(3, 2), Error);
  ASSERT_EQ(said_.size(), 2U) << "neither read nor written";
  EXPECT_NE(said_[1].find("a stop costs the work"), std::string::npos) << said_[1];
}

const grid::NullSettings run_of_chance = {.draws = 10, .random_sets = 7, .shadows = true};

/// A run whose units are each stopped again and again.
class DisturbedRun : public testing::Test {
 protected:
  using Unit = std::function<void(const schedule::AtWork&)>;
  using Compute = std::function<void(const Unit&)>;

  /// @return the file of the reduced cell
  static std::string results_of(const Compute& compute) {
    test::PlantedRun run;
    run.settings().epochs = 3;
    run.settings().search.l1 = {0, 0.003, 0.01};
    run.settings().search.l2 = {0, 0.001};
    run.settings().search.method = probe::SearchMethod::chain;
    run.experiment().repetitions = 1;
    run.experiment().resources.memory_bytes = 1;  // rows are read anew in each pass
    run.experiment().analyses.nulls = run_of_chance;
    run.experiment().analyses.stability.pairs = 1;
    const test::Planted planted = {
        .layers = 2,
        .width = 6,
        .training = 640,
        .held_out = 128,
        .labels = 3,
        .signal = [](Index neuron, std::int32_t label) { return neuron == 3 * label ? 2.0f : 0.0f; }};
    run.add(planted);
    compute_all(run, run.scope_of(planted), compute);
    const auto context = run.context();
    return read_file(context.folder.unit(run.experiment(), run.cell(), schedule::Stage::reduce, ""));
  }

  static void compute_all(const test::PlantedRun& run, const MinimalScope& scope, const Compute& compute) {
    const ProbingContext context = run.context();
    const RepetitionId id{run.cell(), 1};
    for (const ChainWork& work : cut_chains(run.cell(), 3, context.settings(run.cell()), 1))
      compute([&](const auto& at_work) { search_chains(context, work, at_work); });
    select_penalty(context, {run.cell(), 1}, {});
    compute([&](const auto& at_work) { train_repetition(context, {id}, at_work); });
    mask_neurons(context, {id}, {});
    for (const auto& part : cut_search_of_top(scope))
      compute([&](const auto& at_work) { search_top_sets(context, {id, scope, part}, at_work); });
    for (const auto& rivals : cut_rivals(scope))
      compute([&](const auto& at_work) { train_rivals(context, {id, scope, rivals}, at_work); });
    for (const auto& work : cut_random_sets(id, scope, run_of_chance.random_sets))
      compute([&](const auto& at_work) { train_random_sets(context, work, at_work); });
    compute([&](const auto& at_work) { train_shadows(context, {id, 1}, at_work); });
    compute([&](const auto& at_work) { train_halves(context, {id, 1}, at_work); });
    compute([&](const auto& at_work) { explain_neurons(context, {id}, at_work); });
    find_minimal_sets(context, {id, scope}, {});
    reduce_cell(context, {run.cell()}, {});
  }
};

TEST_F(DisturbedRun, gives_the_same_bits) {
  const std::string whole = results_of([](const Unit& unit) { unit({}); });
  int stops = 0;
  const std::string disturbed = results_of([&](const Unit& unit) {
    for (int patience = 13;; ++patience, ++stops) try {
        int asked = 0;
        unit({.keep_going = [&] { return ++asked <= patience; },
              .say = [](const std::string& line) { ADD_FAILURE() << line; }});
        return;
      } catch (const Error& error) {
        ASSERT_EQ(error.cause(), Cause::interrupted);
        ASSERT_LT(patience, 200);
      }
  });
  EXPECT_GT(stops, 10);
  EXPECT_EQ(whole, disturbed);
}

}  // namespace
}  // namespace neurank::probing
