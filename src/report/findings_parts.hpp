#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "report/findings_page.hpp"

namespace neurank::report {

using Cells = std::vector<CellFacts>;
using CellPointers = std::vector<const CellFacts*>;

/// The cells that a condition selects.
CellPointers those(const Cells& cells, const std::function<bool(const CellFacts&)>& selects);

/// Of some cells, those with the least and the largest value, the first of equals. @pre there are cells
struct Extremes {
  const CellFacts *least, *largest;
};
Extremes extremes(const CellPointers& cells, const std::function<double(const CellFacts&)>& value);

/// Answers to the four questions of Durrani et al. 2020, as sections. @param delta of the minimal sets
std::vector<Section> answers(const Cells& cells, const std::map<std::string, Table>& tables, double delta);

/// What must not be concluded, and why; then what the texts are like.
std::vector<Section> limits(const Cells& cells, const std::map<std::string, Table>& tables, double delta);

/// Differences of a metric between models, and those between groups, that were tested.
struct TestedPair {
  std::string task, variant, first, second;
  Estimate difference;
};
std::vector<TestedPair> tested_models(const std::map<std::string, Table>& tables);

/// A tested difference of groups, and its metric.
struct TestedGroups {
  TestedPair pair;
  std::string metric;
};
std::vector<TestedGroups> tested_groups(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
