#include "probing/work.hpp"

#include <gtest/gtest.h>

namespace neurank::probing {
namespace {

/// Two groups of six runs, a model in none and one alone in its group, on two tasks.
grid::Experiment experiment_of_groups() {
  grid::Experiment e;
  for (const char* group : {"a", "b"})
    for (int run = 1; run <= 6; ++run) {
      e.models.emplace_back().name = group + std::to_string(run);
      e.models.back().group = group;
    }
  e.models.emplace_back().name = "single";
  e.models.emplace_back().name = "alone";
  e.models.back().group = "c";
  for (const char* task : {"pos", "chunk"}) e.tasks.emplace_back().name = task;
  e.variants = {{"raw", {}}};
  return e;
}

std::vector<std::string> pairs(const grid::Experiment& e, const std::vector<grid::Cell>& cells) {
  std::vector<std::string> names;
  for (const CompareWork& work : comparisons(e, cells)) {
    EXPECT_EQ(work.cell.task, work.other.task);
    names.push_back(e.models[work.cell.model].name + " " + e.models[work.other.model].name + " " +
                    e.tasks[work.cell.task].name);
  }
  return names;
}

TEST(Comparisons, of_two_runs_of_groups_are_left_to_the_groups) {
  const grid::Experiment e = experiment_of_groups();
  const std::vector<grid::Cell> cells = {{0, 0, 0}, {1, 0, 0}, {6, 0, 0}, {7, 0, 0}, {12, 0, 0}, {13, 0, 0}};
  EXPECT_EQ(pairs(e, cells),
            (std::vector<std::string>{"a1 single pos", "a1 alone pos", "a2 single pos", "a2 alone pos", "b1 single pos",
                                      "b1 alone pos", "b2 single pos", "b2 alone pos", "single alone pos"}));
  ASSERT_EQ(grouped(e, cells).size(), 1u);
  EXPECT_EQ(grouped(e, cells)[0].cells.size(), 5u) << "all but the one without a group";
  EXPECT_EQ(tested_groups(e, cells), 0u) << "of two runs";
}

TEST(Comparisons, go_by_the_runs_that_a_task_has) {
  const grid::Experiment e = experiment_of_groups();
  // One run of each group is left on the first task, two and one on the second.
  const std::vector<grid::Cell> cells = {{0, 0, 0}, {6, 0, 0}, {0, 1, 0}, {1, 1, 0}, {6, 1, 0}};
  EXPECT_EQ(pairs(e, cells), (std::vector<std::string>{"a1 b1 pos", "a1 b1 chunk", "a2 b1 chunk"}));
  ASSERT_EQ(grouped(e, cells).size(), 1u);
  EXPECT_EQ(grouped(e, cells)[0].cell.task, 1u);
}

TEST(Comparisons, of_groups_are_tested_with_enough_runs) {
  const grid::Experiment e = experiment_of_groups();
  EXPECT_EQ(tested_groups(e, grid::expand_cells(e)), 2u) << "one pair on each task";
}

}  // namespace
}  // namespace neurank::probing
