#include "report/latex_tables.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/accuracy_rows.hpp"
#include "report/latex_comparisons.hpp"
#include "report/latex_grid.hpp"

namespace neurank::report {
namespace {

using analysis::Kept;
using analysis::Training;

std::string masked_table(const Table& accuracy) {
  double keep = 0;
  bool is_mean = false;
  for (std::size_t i = 0; i < accuracy.num_rows(); ++i)
    if (const auto row = accuracy_row(accuracy, i); is_masked(row.how)) {
      keep = std::max(keep, row.keep);
      is_mean |= row.how == Training::masked_mean;
    }
  const CellTables cells(accuracy);
  const auto line = [&](const std::string& name, Kept neurons) {
    return Line{name, [&cells, neurons, keep](const CellName& place) {
                  const Table& own = cells.of(place);
                  return mean_percent(by_seed(own, "accuracy", [&](std::size_t i) {
                    const AccuracyRow row = accuracy_row(own, i);
                    const bool all = neurons == Kept::all && row.how == Training::full;
                    const bool masked = is_masked(row.how) && row.keep == keep;
                    return row.labels == analysis::Labels::task && row.split == analysis::Measured::test &&
                           row.neurons == neurons && (all || masked);
                  }));
                }};
  };
  const CellGrid grid(accuracy);
  const LargeTable table = grid.by_model(
      "Test accuracy (\\%) with all neurons, and with the top, random or bottom " + formatted("%g", 100 * keep) +
          "\\,\\% of them kept and all others set to " + (is_mean ? "their means." : "zero."),
      "tab:masked", "accuracy",
      {line("All", Kept::all), line("Top", Kept::top), line("Random", Kept::random), line("Bottom", Kept::bottom)});
  return grid.legend() + in_pieces(table, most_pieces);
}

LargeTable minimal_table(const CellGrid& grid, const CellTables& cells, double delta) {
  const auto samples = [&cells, delta](const CellName& place, const std::string& column) {
    const Table& own = cells.of(place);
    return by_seed(own, column, [&](std::size_t row) { return is_of_delta(own, row, delta); });
  };
  const auto percent = [&](const std::string& name, const std::string& column) {
    return Line{name, [samples, column](const CellName& place) { return mean_percent(samples(place, column)); }};
  };
  const Line neurons{"Neurons",
                     [samples](const CellName& place) { return mean_and_sd(samples(place, "n"), 1, "%.0f"); }};
  return grid.by_model(
      "Smallest set of top neurons with which a retrained probe is within " + points_latex(delta) +
          " of all neurons on dev: neurons, their share (\\%), and test accuracy (\\%) with all neurons, with "
          "the set (top), and with as many random and bottom neurons; selectivity: accuracy less that of the control "
          "task, in points.",
      "tab:minimal:" + to_text(delta), "minimal",
      {neurons, percent("Share", "fraction"), percent("All", "oracle_test"), percent("Top", "accuracy_test"),
       percent("Random", "random_test"), percent("Bottom", "bottom_test"), percent("Sel. all", "selectivity_all"),
       percent("Sel. top", "selectivity_top"), percent("Sel. random", "selectivity_random")});
}

/// Cells down, layers across: mean number of members of the minimal set.
LargeTable layer_table(const CellGrid& grid, const CellTables& cells, std::int64_t last, double delta) {
  std::vector<std::string> header;
  for (std::int64_t layer = 0; layer <= last; ++layer) header.push_back(std::to_string(layer));
  const auto counts = [&cells, last, delta](const CellName& place) {
    const Table& own = cells.of(place);
    std::vector<std::string> numbers;
    for (std::int64_t layer = 0; layer <= last && own.num_rows() > 0; ++layer) {
      const Samples found = by_seed(own, "count", [&](std::size_t row) {
        return is_of_delta(own, row, delta) && own.integer(row, "layer") == layer;
      });
      numbers.push_back(found.empty() ? "" : formatted("%.0f", mean_of(found)));
    }
    return numbers;
  };
  return grid.by_cell("Neurons of the minimal set (" + points_latex(delta) + ") in each layer.",
                      "tab:layers:" + to_text(delta), "layers", header, counts);
}

std::size_t floats_in(const std::string& latex) {
  std::size_t count = 0;
  for (std::size_t at = latex.find("\\begin{table"); at != std::string::npos; at = latex.find("\\begin{table", at + 1))
    ++count;
  return count;
}

/// Tables of all deltas, the smallest first; those that do not fit beside it are named in a comment.
std::string for_deltas(const std::vector<double>& deltas, const std::string& csv,
                       const std::function<LargeTable(double)>& table_of) {
  if (deltas.empty()) return "% " + csv + ".csv has no rows for this table.\n";
  std::string latex = in_pieces(table_of(deltas.front()), most_pieces);
  for (std::size_t i = 1; i < deltas.size(); ++i) {
    const std::string more = in_pieces(table_of(deltas[i]), most_pieces);
    const bool fits = floats_in(latex) + floats_in(more) <= most_pieces;
    latex += fits ? more : "% For " + to_text(deltas[i]) + " points see " + csv + ".csv.\n";
  }
  return latex;
}

}  // namespace

std::map<std::string, std::string> latex_tables(const std::map<std::string, Table>& tables) {
  std::map<std::string, std::string> latex;
  const Table &minimal = tables.at("minimal"), &layers = tables.at("layers");
  std::vector<double> deltas = distinct_reals(minimal, "delta");
  std::ranges::sort(deltas);
  std::int64_t last = -1;
  for (std::size_t row = 0; row < layers.num_rows(); ++row) last = std::max(last, layers.integer(row, "layer"));
  const CellGrid minimal_grid(minimal), layer_grid(layers);
  const CellTables minimal_cells(minimal), layer_cells(layers);
  latex["masked.tex"] = masked_table(tables.at("accuracy"));
  latex["minimal.tex"] = minimal_grid.legend() + for_deltas(deltas, "minimal", [&](double delta) {
                           return minimal_table(minimal_grid, minimal_cells, delta);
                         });
  latex["layers.tex"] = layer_grid.legend() + for_deltas(deltas, "layers", [&](double delta) {
                          return layer_table(layer_grid, layer_cells, last, delta);
                        });
  latex["sharing.tex"] = sharing_latex(tables.at("sharing"), deltas);
  latex["stability.tex"] = stability_latex(tables.at("stability"));
  latex["architectures.tex"] = architectures_latex(tables.at("architectures"), deltas);
  latex["architecture_tests.tex"] = tests_latex(tables.at("architecture_tests"), {"architecture_tests", "model"});
  latex["group_tests.tex"] = tests_latex(tables.at("group_tests"), {"group_tests", "group"});
  return latex;
}

}  // namespace neurank::report
