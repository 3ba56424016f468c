#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"
#include "support/expect_mentions.hpp"

namespace neurank::grid {
namespace {

using test::good_grid;
using test::replaced;

constexpr const char* adam_settings = "  epochs: 4\n  batch: 64\n  learning_rate: 0.01\n  ridge: norm\n";

/// good_grid with a solver in place of Adam's settings.
std::string with_solver(const std::string& settings) { return replaced(good_grid, adam_settings, settings); }

std::string squared_grid() { return replaced(good_grid, "ridge: norm", "ridge: squared"); }

void expect_refused(const test::GridFolder& folder, const std::string& grid, const std::vector<std::string>& parts) {
  const std::string problems = test::refusal([&] { folder.read(grid); }, Cause::usage);
  for (const std::string& part : parts) EXPECT_MENTIONS(problems, part);
}

TEST(ProbeChecks, an_exact_solver_has_defaults_that_it_takes) {
  const test::GridFolder folder;
  const std::string no_lists = replaced(with_solver("  solver: exact\n"), "l1: [0, 1e-3], l2: 1e-5, ", "");
  for (const Variant& variant : folder.read(no_lists).variants) {
    EXPECT_EQ(variant.probe.search.l1, (std::vector<double>{0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5}));
    EXPECT_EQ(variant.probe.search.l2, (std::vector<double>{1e-1, 1e-2, 1e-3, 1e-4, 1e-5}));
    EXPECT_EQ(variant.probe.search.unregularized, (probe::Penalty{0, 1e-5}));
    EXPECT_EQ(variant.probe.gap, 1e-4);
    EXPECT_EQ(variant.probe.max_passes, 1000);
  }
  const auto said = folder.read(with_solver("  solver: exact\n  gap: 1e-3\n  max_passes: 50\n")).variants.front();
  EXPECT_EQ(said.probe.search.l1, (std::vector<double>{0, 1e-3}));
  EXPECT_EQ(said.probe.search.l2, (std::vector<double>{1e-5}));
  EXPECT_EQ(said.probe.gap, 1e-3);
  EXPECT_EQ(said.probe.max_passes, 50);
}

TEST(ProbeChecks, each_variant_may_have_its_own_solver) {
  const test::GridFolder folder;
  const std::string grid = replaced(squared_grid(), "same: {}", "same: {probe: {solver: exact, lambda: {l1: 1e-2}}}");
  const auto variants = folder.read(grid).variants;
  EXPECT_EQ(variants[0].probe.solver, probe::Solver::adam);
  EXPECT_EQ(variants[0].probe.search.unregularized, (probe::Penalty{0, 0}));
  EXPECT_EQ(variants[1].probe.solver, probe::Solver::exact);
  EXPECT_EQ(variants[1].probe.search.unregularized, (probe::Penalty{0, 1e-5}));
  const std::string back = replaced(with_solver("  solver: exact\n"), "same: {}", "same: {probe: {solver: adam}}");
  EXPECT_EQ(folder.read(back).variants[1].probe.solver, probe::Solver::adam);
}

TEST(ProbeChecks, keys_beside_a_preset_win_wherever_they_stand) {
  const test::GridFolder folder;
  const std::string lines = "same: {probe: {preset: neurox, batch: 64}}\n  as_code: {probe: {preset: neurox}}";
  const auto variants = folder.read(replaced(good_grid, "same: {}", lines)).variants;
  const auto variant = [&](const std::string& name) {
    return std::ranges::find(variants, name, &Variant::name)->probe;
  };
  const probe::ProbeSettings as_code = variant("as_code"), same = variant("same");
  EXPECT_EQ(as_code.epochs, 10) << "not the grid's 4";
  EXPECT_EQ(as_code.batch, 32);
  EXPECT_EQ(as_code.order, probe::RowOrder::sequential);
  EXPECT_EQ(as_code.step, probe::StepRule::constant);
  EXPECT_EQ(as_code.ridge, probe::RidgeForm::norm);
  EXPECT_EQ(as_code.search.keep, 0.1) << "the grid's";
  EXPECT_EQ(same.batch, 64);
  EXPECT_EQ(same.order, probe::RowOrder::sequential);
  const probe::ProbeSettings later =
      folder.read(replaced(good_grid, "  epochs: 4", "  epochs: 4\n  preset: neurox")).variants.front().probe;
  EXPECT_EQ(later.epochs, 4);
  EXPECT_EQ(later.learning_rate, 0.01);
  EXPECT_EQ(later.step, probe::StepRule::constant);
  expect_refused(folder, replaced(good_grid, "  epochs: 4", "  preset: neuroX"), {"probe.preset: "});
}

TEST(ProbeChecks, settings_of_another_solver_are_refused) {
  const test::GridFolder folder;
  const std::string no_use = "means nothing beside solver: exact; it has no epochs, batches or steps: leave it out";
  for (const char* setting :
       {"epochs: 4", "batch: 64", "learning_rate: 0.01", "step: decay", "order: file", "preset: neurox"}) {
    const std::string line = setting;
    expect_refused(folder, with_solver("  solver: exact\n  " + line + "\n"),
                   {"grid.yaml:30: probe." + line.substr(0, line.find(':')) + ": " + no_use});
  }
  expect_refused(folder, replaced(with_solver("  solver: exact\n"), "keep: 0.1", "keep: 0.1, method: grid"),
                 {"probe.lambda.method: " + no_use});
  for (const std::string key : {"gap", "max_passes"})
    expect_refused(folder, replaced(good_grid, "  epochs: 4", "  epochs: 4\n  " + key + ": 0.5"),
                   {"probe." + key + ": means nothing beside solver: adam; leave it out, or write solver: exact"});
  expect_refused(folder, replaced(squared_grid(), "same: {}", "same: {probe: {solver: exact, epochs: 3}}"),
                 {"variants.same.probe.epochs: " + no_use});
}

TEST(ProbeChecks, what_an_exact_solver_cannot_certify_is_refused) {
  const test::GridFolder folder;
  expect_refused(folder, with_solver("  solver: exact\n  ridge: norm\n"),
                 {"probe.ridge: norm beside solver: exact", "write squared"});
  expect_refused(folder, replaced(with_solver("  solver: exact\n"), "l2: 1e-5", "l2: [1e-3, 0]"),
                 {"probe.lambda.l2: 0 is below 1e-5", "write values from 1e-5 on"});
  const std::string small = replaced(squared_grid(), "l2: 1e-5", "l2: 1e-7");
  EXPECT_EQ(folder.problems(small), std::vector<std::string>()) << "Adam takes it";
  expect_refused(folder, replaced(small, "same: {}", "same: {probe: {solver: exact}}"),
                 {"variants.same.probe.lambda.l2: 1e-07 is below 1e-5"});
}

}  // namespace
}  // namespace neurank::grid
