#include "report/summary.hpp"

#include <optional>

#include "base/format.hpp"
#include "report/accuracy_rows.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;

std::string percent(std::optional<double> share) {
  if (!share) return "-";
  return formatted("%.1f", 100 * *share);
}

std::optional<double> difference(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(*a - *b) : std::nullopt;
}

std::optional<double> baseline(const Table& rows, const std::string& column) {
  const auto row = test_baselines(rows);
  return row ? std::optional(rows.real(*row, column)) : std::nullopt;
}

}  // namespace

std::vector<std::string> summary_header() {
  return {"cell",
          "majority",
          "per word",
          name_of(Kept::all),
          name_of(Kept::top),
          name_of(Kept::random),
          name_of(Kept::bottom),
          name_of(Labels::control),
          "selectivity"};
}

std::vector<std::vector<std::string>> summary(const std::map<std::string, Table>& tables) {
  const CellTables accuracies(tables.at("accuracy")), baselines(tables.at("baselines"));
  std::vector<std::vector<std::string>> lines;
  for (const CellName& cell : accuracies.cells()) {
    const auto mean = [&](const AccuracyKind& kind) {
      return mean_test_accuracy(accuracies.of(cell), kind, [](std::size_t) { return true; });
    };
    const auto all = mean({Labels::task, Kept::all, Training::full});
    const auto control = mean({Labels::control, Kept::all, Training::full});
    const auto masked = [&](Kept neurons) { return percent(mean({Labels::task, neurons, Training::masked})); };
    lines.push_back({cell.name(), percent(baseline(baselines.of(cell), "majority")),
                     percent(baseline(baselines.of(cell), "word_majority")), percent(all), masked(Kept::top),
                     masked(Kept::random), masked(Kept::bottom), percent(control), percent(difference(all, control))});
  }
  return lines;
}

}  // namespace neurank::report
