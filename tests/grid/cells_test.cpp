#include <gtest/gtest.h>

#include "grid/experiment.hpp"

namespace neurank::grid {
namespace {

Experiment grid() {
  Experiment e;
  e.models = {{"bert", {}, {}}, {"xlnet", {}, {}}};
  e.tasks = {{"pos", "c", "pos", ""}, {"chunk", "c", "chunk", ""}};
  e.variants = {{"raw", {}}, {"zscored", {}}};
  return e;
}

std::vector<std::string> names(const Experiment& e) {
  std::vector<std::string> all;
  for (const Cell& cell : expand_cells(e)) all.push_back(cell_names(e, cell).name());
  return all;
}

using Names = std::vector<std::string>;

TEST(Cells, are_all_combinations_in_the_order_of_the_grid) {
  EXPECT_EQ(names(grid()), (Names{"bert/pos/raw", "bert/pos/zscored", "bert/chunk/raw", "bert/chunk/zscored",
                                  "xlnet/pos/raw", "xlnet/pos/zscored", "xlnet/chunk/raw", "xlnet/chunk/zscored"}));
  EXPECT_EQ(expand_cells(grid())[6], (Cell{1, 1, 0}));
}

TEST(Cells, include_keeps_what_any_filter_matches) {
  Experiment e = grid();
  e.include = {{"bert", "", "raw"}, {"", "chunk", "raw"}};
  EXPECT_EQ(names(e), (Names{"bert/pos/raw", "bert/chunk/raw", "xlnet/chunk/raw"}));
}

TEST(Cells, exclude_takes_out_of_what_include_leaves) {
  Experiment e = grid();
  e.include = {{"bert", "", ""}};
  e.exclude = {{"", "pos", ""}, {"bert", "chunk", "zscored"}};
  EXPECT_EQ(names(e), Names{"bert/chunk/raw"});
}

}  // namespace
}  // namespace neurank::grid
