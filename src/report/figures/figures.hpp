#pragma once

#include <string>
#include <vector>

#include "report/figures/figure.hpp"

namespace neurank::report {

/// Most figures of a run.
constexpr std::size_t most_figures = 150;

/// The figures of a run, and what is said of those that were not made.
struct Figures {
  std::vector<Figure> figures;     ///< kind after kind, the most important kind first
  std::vector<std::string> notes;  ///< plain sentences
};

/// Figures of all tasks and variants from the tables of the results; tables that they lack, or that are empty, give
/// none. @param most of them  @param is_partial whether columns may be empty that the program fills, as those of
/// results of an older version: figures that need them are left out
Figures make_figures(const Tables& tables, std::size_t most = most_figures, bool is_partial = false);

}  // namespace neurank::report
