#include "report/findings.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/cell_findings.hpp"
#include "report/findings_parts.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

/// What all numbers of the page are about.
Section header(const std::map<std::string, Table>& tables, const Cells& cells, double delta) {
  const auto count = [&](const char* column) { return distinct(tables.at("minimal"), column).size(); };
  std::size_t tests = 0;
  for (const char* name : {"architectures", "architecture_tests", "group_tests"})
    for (std::size_t row = 0; row < tables.at(name).num_rows(); ++row)
      tests += tables.at(name).is_empty(row, "p_adjusted") ? 0 : 1;
  const auto repetitions = static_cast<std::size_t>(cells.front().size.repetitions);
  return {"",
          {counted(cells.size(), "cell") + ": " + counted(count("model"), "model") + ", " +
           counted(count("task"), "task") + ", " + counted(count("variant"), "variant") + "; " +
           counted(repetitions, "repetition") + ". Sets may lose " + to_text(delta) +
           " points of accuracy on dev. Numbers are of test words; [95 % intervals]; p-values are adjusted for all " +
           counted(tests, "test") + "."}};
}

}  // namespace

Findings findings(const std::map<std::string, Table>& tables) {
  const std::vector<double> deltas = distinct_reals(tables.at("minimal"), "delta");
  if (deltas.empty()) return {};
  const double delta = *std::ranges::min_element(deltas);
  const Cells cells = cell_facts(tables, delta);
  std::vector<Section> sections = {header(tables, cells, delta)};
  for (const auto& part : {answers(cells, tables, delta), limits(cells, tables, delta)})
    sections.insert(sections.end(), part.begin(), part.end());
  Findings found;
  found.page = page_of(sections, found.cells);
  for (const CellFacts& cell : cells)
    for (std::string& sentence : cell_findings(cell, delta)) found.cells.push_back(std::move(sentence));
  found.sections = std::move(sections);
  return found;
}

}  // namespace neurank::report
