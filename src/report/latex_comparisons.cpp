#include "report/latex_comparisons.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/minimal_plan.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/latex_grid.hpp"

namespace neurank::report {
namespace {

std::optional<double> real_at(const Table& table, std::size_t row, const std::string& column) {
  return table.is_empty(row, column) ? std::nullopt : std::optional(table.real(row, column));
}

/// A number with another one behind it that it is to be held against.
std::string beside(const std::optional<double>& value, const std::optional<double>& other) {
  if (!value) return no_number;
  return formatted("%.2f", *value) + (other ? " (" + formatted("%.2f", *other) + ")" : "");
}

std::optional<double> mean_if_any(const Samples& values) {
  return values.empty() ? std::nullopt : std::optional(mean_of(values));
}

/// A metric that stands for what architectures are compared by.
struct ShownMetric {
  std::string name, shown;
  double scale;
  const char* format;
};

std::vector<ShownMetric> shown_metrics(double delta) {
  const std::string at = "@" + to_text(delta);
  return {{"accuracy", "Accuracy", 100, "%.1f"},
          {"fraction" + at, "Neurons", 100, "%.1f"},
          {"retrained_gap" + at, "Gap", 100, "%.1f"},
          {"selectivity" + at, "Selectivity", 100, "%.1f"},
          {"layer_centre" + at, "Depth", 1, "%.2f"}};
}

/// "[1.2, 3.4]"; empty without an interval.
std::string interval_latex(const Table& table, std::size_t row, const ShownMetric& metric) {
  const auto low = real_at(table, row, "ci_low"), high = real_at(table, row, "ci_high");
  if (!low || !high) return "";
  return "{[}" + latex_number(metric.format, metric.scale * *low) + ", " +
         latex_number(metric.format, metric.scale * *high) + "{]}";
}

std::string p_latex(double p) { return p < 0.001 ? "$<$0.001" : formatted("%.3f", p); }

/// Rows with an adjusted p-value of one metric, best first.
std::vector<std::size_t> tested_rows(const Table& tests, const std::string& metric) {
  std::vector<std::size_t> rows;
  for (const std::size_t row : rows_with(tests, {{"metric", metric}}))
    if (!tests.is_empty(row, "p_adjusted")) rows.push_back(row);
  std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
    const double p_a = tests.real(a, "p_adjusted"), p_b = tests.real(b, "p_adjusted");
    return p_a != p_b ? p_a < p_b : std::abs(tests.real(a, "difference")) > std::abs(tests.real(b, "difference"));
  });
  return rows;
}

/// Names of both columns of a table of tests, each once.
std::vector<std::string> compared(const Table& tests, const std::string& kind) {
  std::vector<std::string> names = distinct(tests, kind + "_a");
  for (const auto& name : distinct(tests, kind + "_b"))
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

/// How a table of tests calls what it is about.
class TestNames {
 public:
  TestNames(const Table& tests, const std::string& kind)
      : tests_(tests),
        kind_(kind),
        has_variants_(distinct(tests, "variant").size() > 1),
        compared_(compared(tests, kind), 6.5),
        tasks_(distinct(tests, "task"), has_variants_ ? 4.5 : 8),
        variants_(distinct(tests, "variant"), 4) {}

  std::vector<std::string> of(std::size_t row) const {
    const std::string task = tasks_.latex(tests_.text(row, "task"));
    return {has_variants_ ? task + "/" + variants_.latex(tests_.text(row, "variant")) : task,
            compared_.latex(tests_.text(row, kind_ + "_a")), compared_.latex(tests_.text(row, kind_ + "_b"))};
  }

  std::string legend() const { return compared_.legend() + tasks_.legend() + variants_.legend(); }

 private:
  const Table& tests_;
  std::string kind_;
  bool has_variants_;
  ShortNames compared_, tasks_, variants_;
};

/// The number of a table of tests: those of accuracies and shares in points.
ShownMetric tested_metric_of(const std::string& name) {
  const bool is_share = !name.starts_with("layer_centre");
  return {name, name, is_share ? 100.0 : 1.0, is_share ? "%.1f" : "%.2f"};
}

LargeTable tests_table(const Table& tests, const TestsName& name, const std::string& metric, const TestNames& names) {
  const ShownMetric shown = tested_metric_of(metric);
  std::string label = "tab:" + name.csv + ":" + metric;
  std::ranges::replace(label, '_', '-');
  std::ranges::replace(label, '@', ':');
  LargeTable large{
      {"Differences in " + latex_text(metric) + " between " + name.kind + "s, A less B" +
           (shown.scale == 1 ? "" : ", in points") + ", with 95\\,\\% interval and adjusted p-value, smallest first.",
       label,
       "lllrcr",
       {{"Task"}, {"A"}, {"B"}, {"A$-$B"}, {"Interval"}, {"$p$"}},
       {}},
      5,
      "columns",
      "rows",
      name.csv};
  for (const std::size_t row : tested_rows(tests, metric)) {
    LatexRow line{names.of(row)};
    const std::string interval = interval_latex(tests, row, shown);
    line.cells.insert(line.cells.end(),
                      {latex_number(shown.format, shown.scale * tests.real(row, "difference")),
                       interval.empty() ? no_number : interval, p_latex(tests.real(row, "p_adjusted"))});
    large.table.rows.push_back(std::move(line));
  }
  return large;
}

/// Sharing ratios of the rows of a cell that are selected.
Line sharing_line(const CellTables& cells, const std::string& name,
                  const std::function<bool(const Table&, std::size_t)>& selects) {
  return {name, [&cells, selects](const CellName& place) {
            const Table& own = cells.of(place);
            const auto mean = [&](const char* column) {
              return mean_if_any(by_seed(own, column, [&](std::size_t row) { return selects(own, row); }));
            };
            return beside(mean("sharing_ratio"), mean("ratio_unrelated"));
          }};
}

}  // namespace

std::string sharing_latex(const Table& sharing, const std::vector<double>& deltas) {
  const CellTables cells(sharing);
  std::vector<Line> lines;
  if (!deltas.empty())
    lines.push_back(sharing_line(cells, "Minimal", [delta = deltas.front()](const Table& table, std::size_t row) {
      return is_of_delta(table, row, delta);
    }));
  for (const double share : analysis::fixed_shares)
    lines.push_back(
        sharing_line(cells, formatted("%g", 100 * share) + "\\,\\%",
                     [share](const Table& table, std::size_t row) { return real_at(table, row, "share") == share; }));
  const CellGrid grid(sharing);
  const std::string set = deltas.empty() ? "" : " (" + points_latex(deltas.front()) + ")";
  return grid.legend() +
         in_pieces(grid.by_model("Labels that a neuron serves on average, in the minimal set" + set +
                                     " and in the top neurons: mean over repetitions; in parentheses that of labels "
                                     "that have nothing to do with each other.",
                                 "tab:sharing", "sharing", lines),
                   most_pieces);
}

std::string stability_latex(const Table& stability) {
  const CellTables cells(stability);
  // Rows are of 1, 2, 5, 10, 20 and 50 % of the neurons; of few neurons the first ones are the same and stand once.
  const auto row_of = [](const Table& own, std::size_t from_end) {
    return own.num_rows() > from_end ? own.num_rows() - 1 - from_end : 0;
  };
  const auto jaccard = [&](const std::string& name, std::size_t from_end) {
    return Line{name, [&cells, row_of, from_end](const CellName& place) {
                  const Table& own = cells.of(place);
                  if (own.num_rows() == 0) return std::string(no_number);
                  const std::size_t row = row_of(own, from_end);
                  return beside(real_at(own, row, "jaccard"), real_at(own, row, "jaccard_chance"));
                }};
  };
  const auto correlation = [&](const std::string& name, const std::string& column) {
    return Line{name, [&cells, column](const CellName& place) {
                  const Table& own = cells.of(place);
                  const auto value = own.num_rows() == 0 ? std::nullopt : real_at(own, 0, column);
                  return value ? latex_number("%.2f", *value) : std::string(no_number);
                }};
  };
  const CellGrid grid(stability);
  return grid.legend() +
         in_pieces(grid.by_model("Agreement of the repetitions' rankings: Jaccard index of their top neurons, with "
                                 "that of random sets in parentheses, Spearman's correlation of all neurons' scores, "
                                 "and rank-biased overlap (RBO).",
                                 "tab:stability", "stability",
                                 {jaccard("1\\,\\%", 5), jaccard("10\\,\\%", 2), jaccard("50\\,\\%", 0),
                                  correlation("Spearman", "spearman"), correlation("RBO", "rank_biased_overlap")}),
                   most_pieces);
}

std::string architectures_latex(const Table& architectures, const std::vector<double>& deltas) {
  if (deltas.empty()) return "% architectures.csv has no rows for this table.\n";
  const CellTables cells(architectures);
  std::vector<Line> lines;
  for (const ShownMetric& metric : shown_metrics(deltas.front())) {
    const auto found = [&cells, metric](const CellName& place, bool is_interval) -> std::string {
      const Table& own = cells.of(place);
      const auto rows = rows_with(own, {{"metric", metric.name}});
      if (rows.empty()) return is_interval ? "" : no_number;
      return is_interval ? interval_latex(own, rows.front(), metric)
                         : latex_number(metric.format, metric.scale * own.real(rows.front(), "value"));
    };
    lines.push_back({metric.shown, [found](const CellName& place) { return found(place, false); }});
    lines.push_back({"", [found](const CellName& place) { return found(place, true); }, true});
  }
  const CellGrid grid(architectures);
  return grid.legend() +
         in_pieces(grid.by_model("What characterises the models, with 95\\,\\% intervals: test accuracy (\\%); for the "
                                 "minimal set at " +
                                     points_latex(deltas.front()) +
                                     " its share of the neurons (\\%), the accuracy of its neurons less that "
                                     "of as many random ones (gap, points), selectivity (points), and mean depth "
                                     "(0: embeddings, 1: last layer).",
                                 "tab:architectures", "architectures", lines),
                   most_pieces);
}

std::string tests_latex(const Table& tests, const TestsName& name) {
  const TestNames names(tests, name.kind);
  std::string latex;
  for (const auto& metric : distinct(tests, "metric"))
    if (!tested_rows(tests, metric).empty()) latex += in_pieces(tests_table(tests, name, metric, names), 2);
  return latex.empty() ? "% " + name.csv + ".csv has no rows for this table.\n" : names.legend() + latex;
}

}  // namespace neurank::report
