#include "run/requirements.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "probing/memory.hpp"
#include "run/exact_ways.hpp"
#include "run/planned_experiment.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"

namespace neurank::run {
namespace {

class Requirements : public testing::Test, protected test::PlannedExperiment {};

TEST_F(Requirements, less_memory_means_narrower_banks_but_at_least_one_column) {
  const auto& settings = experiment_.variants[0].probe;
  EXPECT_EQ(probing::affordable_columns(experiment_, settings, 9984), 100);
  experiment_.resources.memory_bytes = 0;
  EXPECT_EQ(probing::affordable_columns(experiment_, settings, 9984), 1);
  EXPECT_GT(memory_needs(experiment_, facts_, cells_, 0).front().bytes, 8192u * 9984 * 2) << "the buffer of rows alone";
}

TEST_F(Requirements, what_is_kept_and_trained_fits_in_memory_with_the_program) {
  facts_.models = {model_of(13, 768)};
  experiment_.models.resize(1);
  facts_.corpora[0].words = 10'000;
  facts_.tasks[0].labels = facts_.tasks[1].labels = 400;
  const std::vector<grid::Cell> cells = grid::expand_cells(experiment_);
  for (auto& variant : experiment_.variants) variant.probe.columns_per_pass = 1 << 20;
  constexpr std::uint64_t process = 170u << 20;
  for (const std::uint64_t memory : {std::uint64_t{1} << 30, std::uint64_t{2} << 30, std::uint64_t{4} << 30}) {
    experiment_.resources.memory_bytes = memory;
    EXPECT_LE(memory_needs(experiment_, facts_, cells, process).front().bytes, memory);
  }
  experiment_.resources.memory_bytes = 300u << 20;
  EXPECT_GT(memory_needs(experiment_, facts_, cells, process).front().bytes, 300u << 20) << "not even one head";
}

TEST_F(Requirements, an_exact_solver_has_room_for_its_points_and_keeps_what_else_fits) {
  facts_.models = {model_of(13, 768)};
  experiment_.models.resize(1);
  for (auto& variant : experiment_.variants) variant.probe.solver = probe::Solver::exact;
  facts_.corpora[0].words = 10'000;
  facts_.tasks[0].labels = facts_.tasks[1].labels = 400;
  const std::vector<grid::Cell> cells = grid::expand_cells(experiment_);
  const auto bytes = [&](std::uint64_t memory) {
    experiment_.resources.memory_bytes = memory;
    return memory_needs(experiment_, facts_, cells, 170u << 20).front().bytes;
  };
  for (const std::uint64_t memory : {std::uint64_t{2} << 30, std::uint64_t{4} << 30}) EXPECT_LE(bytes(memory), memory);
  EXPECT_GT(bytes(1u << 30), 1u << 30) << "a head of 400 labels with shadows takes 100 MB, of which six are at work";
  EXPECT_EQ(probing::exact_bytes(experiment_), 256u << 20);
}

TEST_F(Requirements, exact_heads_read_their_columns_where_these_do_not_fit) {
  EXPECT_EQ(exact_text(exact_ways(experiment_, facts_, cells_)), "");
  experiment_.variants[1].probe.solver = probe::Solver::exact;
  facts_.tasks[1].words[0] = 100'000;
  const auto ways = exact_ways(experiment_, facts_, cells_);
  ASSERT_EQ(ways.size(), 4u) << "two models, two tasks";
  for (const ExactWay& way : ways) {
    const Index words = way.cell.find("/pos/") != std::string::npos ? 700 : 100'000;
    const bool fits = way.cell != "large/chunk/zscored";
    EXPECT_EQ(way.keeps_all(), fits) << way.cell;
    EXPECT_EQ(way.bytes, to_uint64(words * way.neurons) * (fits ? 4 : 2)) << way.cell;
    EXPECT_LE(to_uint64(words * way.kept) * sizeof(float), std::uint64_t{1} << 30);
  }
  EXPECT_EQ(
      exact_text(ways),
      "exact     3 cells with all columns in memory, 26.7 MiB a rank at most\n"
      "exact     1 cell with columns that are read in each pass, but for those at work: large/chunk/zscored, 1.9 GiB "
      "and 0.0799 Tflop a pass, up to 2684 of 9984 in memory\n");
}

TEST_F(Requirements, units_that_do_not_fit_are_named_before_anything_starts) {
  const auto needs = memory_needs(experiment_, facts_, cells_, 0);
  EXPECT_EQ(needs.size(), 1 + 2 + cells_.size()) << "the report, two activation files, cells";
  experiment_.resources.memory_bytes = needs.front().bytes;
  expect_memory(experiment_, needs);
  experiment_.resources.memory_bytes = needs.front().bytes - 1;
  const std::string one = test::refusal([&] { expect_memory(experiment_, needs); });
  EXPECT_MENTIONS(one, "resources.memory");
  EXPECT_MENTIONS(one, needs.front().units + " (" + bytes_text(needs.front().bytes) + ")");
  experiment_.resources.memory_bytes = 1;
  const std::string all = test::refusal([&] { expect_memory(experiment_, needs); });
  for (const std::size_t named : {0, 1, 2}) EXPECT_MENTIONS(all, needs[named].units);
  EXPECT_MENTIONS(all, std::to_string(needs.size() - 3) + " more");
}

TEST_F(Requirements, hosts_that_are_too_small_for_their_ranks_are_warned_of) {
  const auto needs = memory_needs(experiment_, facts_, cells_, 0);
  const std::uint64_t most = needs.front().bytes;
  EXPECT_EQ(memory_warning(needs, 64, 64 * most), "");
  EXPECT_EQ(memory_warning(needs, 64, 0), "") << "the system does not say";
  const std::string warning = memory_warning(needs, 65, 64 * most);
  EXPECT_MENTIONS(warning, "65 ranks");
  EXPECT_MENTIONS(warning, needs.front().units);
}

}  // namespace
}  // namespace neurank::run
