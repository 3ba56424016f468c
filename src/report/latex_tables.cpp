#include "report/latex_tables.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/accuracy_rows.hpp"
#include "report/latex.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using analysis::Kept;
using analysis::Training;

/// Mean ± standard deviation; the mean alone for a single value, a dash for none. @param scale 100 for percent
std::string mean_and_sd(const Samples& values, double scale, const char* format) {
  if (values.empty()) return "--";
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  std::string text = formatted(format, scale * mean);
  if (values.size() > 1)
    text += " $\\pm$ " + formatted(format, scale * std::sqrt(squares / to_double(values.size() - 1)));
  return text;
}

std::string percent(const Samples& values) { return mean_and_sd(values, 100, "%.1f"); }

/// Models and variants that a table shows beside each other.
struct ModelVariant {
  std::string model, variant;
  std::string heading;  ///< the variant is named where there are several
};

std::vector<ModelVariant> columns_of(const Table& table) {
  const std::vector<std::string> variants = distinct(table, "variant");
  std::vector<ModelVariant> columns;
  for (const auto& model : distinct(table, "model"))
    for (const auto& variant : variants)
      columns.push_back({model, variant, variants.size() > 1 ? model + " " + variant : model});
  return columns;
}

/// A line of a table in the paper's layout: for each model and variant the number that `measure` finds.
struct Line {
  std::string name;
  std::function<std::string(const CellName&)> measure;
};

/// Tasks down, models across, some lines for each task.
std::string task_by_model(const Table& table, const std::string& caption, const std::string& label,
                          const std::vector<Line>& lines) {
  const std::vector<ModelVariant> columns = columns_of(table);
  LatexTable latex{caption, label, "ll" + std::string(columns.size(), 'c'), {"Task", ""}, {}};
  for (const auto& column : columns) latex.header.push_back(column.heading);
  for (const auto& task : distinct(table, "task"))
    for (std::size_t i = 0; i < lines.size(); ++i) {
      LatexRow row{{i == 0 ? latex_text(task) : "", lines[i].name}, i == 0};
      for (const auto& [model, variant, heading] : columns)
        row.cells.push_back(lines[i].measure({model, task, variant}));
      latex.rows.push_back(std::move(row));
    }
  return to_latex(latex);
}

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
                  return percent(by_seed(own, "accuracy", [&](std::size_t i) {
                    const AccuracyRow row = accuracy_row(own, i);
                    const bool all = neurons == Kept::all && row.how == Training::full;
                    const bool masked = is_masked(row.how) && row.keep == keep;
                    return row.labels == analysis::Labels::task && row.split == analysis::Measured::test &&
                           row.neurons == neurons && (all || masked);
                  }));
                }};
  };
  return task_by_model(
      accuracy,
      "Test accuracy with " + formatted("%g", 100 * keep) + " % of the neurons kept and all others set to " +
          (is_mean ? "their means." : "zero."),
      "tab:masked",
      {line("All", Kept::all), line("Top", Kept::top), line("Random", Kept::random), line("Bottom", Kept::bottom)});
}

std::string minimal_table(const Table& minimal, double delta) {
  const CellTables cells(minimal);
  const auto samples = [&cells, delta](const CellName& place, const std::string& column) {
    const Table& own = cells.of(place);
    return by_seed(own, column, [&](std::size_t row) { return is_of_delta(own, row, delta); });
  };
  const auto accuracy = [&](const std::string& name, const std::string& column) {
    return Line{name, [samples, column](const CellName& place) { return percent(samples(place, column)); }};
  };
  const Line neurons{"Neurons", [samples](const CellName& place) {
                       return mean_and_sd(samples(place, "n"), 1, "%.0f") + " / " +
                              mean_and_sd(samples(place, "fraction"), 100, "%.1f") + "\\%";
                     }};
  return task_by_model(
      minimal,
      "Smallest set of top neurons within " + to_text(delta) + " points of all neurons on dev, retrained; test.",
      "tab:minimal:" + to_text(delta),
      {neurons, accuracy("Accuracy, all", "oracle_test"), accuracy("Accuracy, top", "accuracy_test"),
       accuracy("Accuracy, random", "random_test"), accuracy("Accuracy, bottom", "bottom_test"),
       accuracy("Selectivity, all", "selectivity_all"), accuracy("Selectivity, top", "selectivity_top"),
       accuracy("Selectivity, random", "selectivity_random"), accuracy("Accuracy, all (dev)", "oracle"),
       accuracy("Accuracy, all, no penalty (dev)", "oracle_unregularized"),
       accuracy("Accuracy, top (dev)", "accuracy_dev")});
}

/// Cells down, layers across: mean number of members of the minimal set.
std::string layer_table(const Table& layers, double delta) {
  const std::vector<ModelVariant> columns = columns_of(layers);
  const CellTables cells(layers);
  std::int64_t last = 0;
  for (std::size_t row = 0; row < layers.num_rows(); ++row) last = std::max(last, layers.integer(row, "layer"));
  LatexTable latex{"Neurons of the minimal set (" + to_text(delta) + " points) in each layer.",
                   "tab:layers:" + to_text(delta),
                   "ll" + std::string(to_size(last) + 1, 'r'),
                   {"Task", "Model"},
                   {}};
  for (std::int64_t layer = 0; layer <= last; ++layer) latex.header.push_back(std::to_string(layer));
  for (const auto& task : distinct(layers, "task"))
    for (const auto& column : columns) {
      const bool first = column.heading == columns.front().heading;
      LatexRow line{{first ? latex_text(task) : "", latex_text(column.heading)}, first};
      const Table& own = cells.of({column.model, task, column.variant});
      for (std::int64_t layer = 0; layer <= last; ++layer) {
        const Samples counts = by_seed(own, "count", [&](std::size_t row) {
          return is_of_delta(own, row, delta) && own.integer(row, "layer") == layer;
        });
        line.cells.push_back(counts.empty() ? "" : formatted("%.0f", mean_of(counts)));
      }
      latex.rows.push_back(std::move(line));
    }
  return to_latex(latex);
}

/// Chosen columns of a table as they are, numbers with three decimals.
std::string plain_table(const Table& table, const std::string& caption, const std::string& label,
                        const std::vector<std::string>& columns) {
  LatexTable latex{caption, label, std::string(columns.size(), 'l'), columns, {}};
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    LatexRow line;
    for (const auto& column : columns) {
      const Value& value = table.rows()[row][table.column(column)];
      const auto* real = std::get_if<double>(&value);
      const auto* integer = std::get_if<std::int64_t>(&value);
      const auto* text = std::get_if<std::string>(&value);
      line.cells.push_back(real      ? formatted("%.3f", *real)
                           : integer ? std::to_string(*integer)
                           : text    ? latex_text(*text)
                                     : "--");
    }
    latex.rows.push_back(std::move(line));
  }
  return to_latex(latex);
}

}  // namespace

std::map<std::string, std::string> latex_tables(const std::map<std::string, Table>& tables) {
  std::map<std::string, std::string> latex;
  const Table& minimal = tables.at("minimal");
  latex["masked.tex"] = masked_table(tables.at("accuracy"));
  for (const double delta : distinct_reals(minimal, "delta")) {
    latex["minimal.tex"] += minimal_table(minimal, delta);
    latex["layers.tex"] += layer_table(tables.at("layers"), delta);
  }
  latex["sharing.tex"] = plain_table(tables.at("sharing"), "Sharing of neurons between labels.", "tab:sharing",
                                     {"model", "task", "variant", "seed", "delta", "share", "n", "union", "sum",
                                      "sharing_ratio", "mean_jaccard", "expected_jaccard"});
  latex["stability.tex"] =
      plain_table(tables.at("stability"), "Agreement of rankings over repetitions.", "tab:stability",
                  {"model", "task", "variant", "k", "jaccard", "jaccard_chance", "kendall", "spearman"});
  latex["architectures.tex"] =
      plain_table(tables.at("architectures"), "Metrics of each model over repetitions.", "tab:architectures",
                  {"model", "task", "variant", "metric", "value", "sd", "ci_low", "ci_high"});
  latex["architecture_tests.tex"] =
      plain_table(tables.at("architecture_tests"), "Differences between models.", "tab:architecture-tests",
                  {"task", "variant", "model_a", "model_b", "metric", "difference", "ci_low", "ci_high", "p_value"});
  return latex;
}

}  // namespace neurank::report
