#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_parts.hpp"
#include "report/page/html.hpp"
#include "report/page/page_parts.hpp"
#include "report/table_declarations.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_rows = 500;

/// A table of the page: which, and which rows come first.
struct ShownTable {
  const char* name;
  const char* about;
  const char* best;         ///< column that orders the rows; empty: as they come
  bool is_falling = false;  ///< whether the largest is best
};

constexpr std::array shown_tables = {
    ShownTable{"minimal_sizes", "How many neurons suffice", "n"},
    ShownTable{"architectures", "Metrics of the models", "p_adjusted"},
    ShownTable{"architecture_tests", "Differences between models", "p_value"},
    ShownTable{"groups", "Groups of pretraining runs", ""},
    ShownTable{"group_tests", "Differences between groups", "p_value"},
    ShownTable{"layer_means", "Layers that hold more than their share", "count", true},
    ShownTable{"layer_accuracy", "Layers one by one, and with all below", "accuracy", true},
    ShownTable{"basis", "Neurons against other directions", "n"},
    ShownTable{"mdl", "How short labels become", "compression", true},
    ShownTable{"redundancy", "Sets that do as well", ""},
    ShownTable{"clusters", "Neurons that say the same", ""},
    ShownTable{"monosemanticity", "How many labels neurons tell", "told", true},
    ShownTable{"sparse_probes", "Labels told by few neurons", "f1", true},
    ShownTable{"knockoffs", "Neurons at a rate of false ones", "selected", true},
    ShownTable{"knockoff_neurons", "Neurons that others do not stand for", "e_value", true},
    ShownTable{"best_sets", "The minimal set, and what exchanges make of it", ""},
    ShownTable{"best_set_neurons", "Neurons of the best sets", "rank"},
    ShownTable{"label_sizes", "Neurons of labels", "neurons", true},
    ShownTable{"label_overlap", "Neurons that labels share", "jaccard", true},
    ShownTable{"card_ranks", "The most important neurons", "rank"},
    ShownTable{"minimal", "Minimal sets, repetition by repetition", "fraction"},
    ShownTable{"random_sets", "Minimal sets against random sets", "p_value"},
    ShownTable{"shadows", "Neurons that outrank noise", "fraction", true},
    ShownTable{"data_stability", "Agreement of rankings over halves of the sentences", "jaccard", true},
    ShownTable{"stability", "Agreement of rankings over repetitions", "jaccard", true},
    ShownTable{"ranking_judges", "Rankings and their judges", "accuracy", true},
    ShownTable{"ranking_methods", "Agreement of rankings by other methods", "average_overlap", true},
    ShownTable{"ranking_agreement", "Agreement of rankings, pair by pair", "jaccard", true},
    ShownTable{"ranking_tasks", "Rankings for two tasks", "jaccard", true},
    ShownTable{"ranking_labels", "Rankings, label by label", "f1_retrained", true},
    ShownTable{"lambda", "Search for the penalty", "score", true},
    ShownTable{"baselines", "What is reached without neurons", ""},
    ShownTable{"published", "Published numbers beside the measured ones", ""},
};

std::string shown_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return html_text(*text);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return formatted("%.4g", *real);
  return "";
}

/// Rows, best first; those without a number in that column last.
std::vector<std::size_t> ordered(const Table& table, const ShownTable& shown) {
  std::vector<std::size_t> rows = rows_with(table, {});
  if (*shown.best == '\0') return rows;
  std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
    const auto x = value_of(table, a, shown.best), y = value_of(table, b, shown.best);
    if (!x || !y) return x.has_value() && !y.has_value();
    return shown.is_falling ? *x > *y : *x < *y;
  });
  return rows;
}

std::string html_table(const Table& table, const std::vector<std::size_t>& rows) {
  std::string html = "<div class=scroll><table class=sortable><thead><tr>";
  for (const Column& column : table.columns())
    html += html_element("th", column.name, column.type == ColumnType::text ? "" : "class=n");
  html += "</tr></thead><tbody>\n";
  for (const std::size_t row : rows) {
    html += "<tr>";
    for (std::size_t column = 0; column < table.columns().size(); ++column)
      html += (table.columns()[column].type == ColumnType::text ? "<td>" : "<td class=n>") +
              shown_text(table.rows()[row][column]);
    html += "\n";
  }
  return html + "</tbody></table></div>\n";
}

/// Text with code between backticks.
std::string html_of_code(std::string_view text) {
  std::string html;
  bool is_code = false;
  for (const std::string_view part : split(text, '`')) {
    html += is_code ? html_element("code", part) : html_text(part);
    is_code = !is_code;
  }
  return html;
}

/// What the columns of a table mean.
std::string columns_of(const std::string& name) {
  const auto declarations = table_declarations();
  const auto found = std::ranges::find(declarations, name, &DeclaredTable::name);
  if (found == declarations.end()) return "";
  std::string html =
      "<details><summary class=quiet>its rows and columns</summary>\n<p>" + html_of_code(found->rows) + "</p>\n<dl>\n";
  for (const DeclaredColumn& column : found->columns)
    html += html_element("dt", column.name) + "<dd>" + html_of_code(column.meaning) + "\n";
  return html + "</dl></details>\n";
}

std::string html_of(const Table& table, const ShownTable& shown) {
  std::vector<std::size_t> rows = ordered(table, shown);
  rows.resize(std::min(rows.size(), most_rows));
  std::string html = "<details><summary>" + html_element("strong", shown.about) + " " +
                     html_element("span", std::to_string(table.num_rows()) + " rows", "class=quiet") + "</summary>\n" +
                     html_table(table, rows);
  html += "<p class=more>";
  if (rows.size() < table.num_rows())
    html += "The first " + std::to_string(rows.size()) + " of " + std::to_string(table.num_rows()) +
            " rows, which alone are filtered; all: ";
  return html + link("tables/" + std::string(shown.name) + ".csv") + "</p>\n" + columns_of(shown.name) + "</details>\n";
}

/// A table's row of a cell; nothing where there is none.
std::optional<std::size_t> row_of(const Table& table, const std::string& model, const Place& place,
                                  const std::pair<std::string, std::string>& more) {
  const auto rows = rows_with(table, {{"model", model}, {"task", place.task}, {"variant", place.variant}, more});
  return rows.empty() ? std::nullopt : std::optional(rows.front());
}

std::string glance_cell(const FigureRun& run, const std::string& model, const Place& place) {
  const Table &metrics = run.table("architectures"), &sizes = run.table("minimal_sizes");
  std::string html = "<td>";
  if (const auto row = row_of(metrics, model, place, {"metric", "accuracy"})) {
    html += "<b>" + formatted("%.1f", 100 * metrics.real(*row, "value")) + " %</b>";
    if (!metrics.is_empty(*row, "ci_low"))
      html += " <span class=quiet>[" + formatted("%.1f", 100 * metrics.real(*row, "ci_low")) + ", " +
              formatted("%.1f", 100 * metrics.real(*row, "ci_high")) + "]</span>";
  }
  if (const auto row = size_row(run, model, place)) {
    html += "<small>" + std::to_string(sizes.integer(*row, "n"));
    if (!sizes.is_empty(*row, "ci_low"))
      html += " [" + std::to_string(sizes.integer(*row, "ci_low")) + ", " +
              std::to_string(sizes.integer(*row, "ci_high")) + "]";
    html += " neurons suffice</small>";
  }
  return html;
}

}  // namespace

std::string glance_table(const Tables& tables) {
  const FigureRun run = figure_run(tables);
  const Table& baselines = run.table("baselines");
  if (baselines.num_rows() == 0) return "";
  constexpr std::size_t most_models = 12, most_places = 40;
  std::vector<std::string> models = run.models;
  const std::size_t all_models = models.size();
  models.resize(std::min(all_models, most_models));
  std::vector<Place> places = places_of(baselines);
  const std::size_t all_places = places.size();
  places.resize(std::min(all_places, most_places));
  std::string html = "<div class=scroll><table class=glance><thead><tr><th>task";
  for (const std::string& model : models) html += html_element("th", model);
  html += "</tr></thead><tbody>\n";
  for (const Place& place : places) {
    html += "<tr>" + html_element("th", place.task + (run.has_variants ? ", " + place.variant : ""));
    for (const std::string& model : models) html += glance_cell(run, model, place);
    html += "\n";
  }
  html +=
      "</tbody></table></div>\n<p class=more>Test accuracy of all neurons; how many of them suffice to lose no more "
      "than "
      "the smallest δ of dev accuracy, median over repetitions; both with 95 % intervals.";
  if (all_models > models.size() || all_places > places.size())
    html += " More models or tasks: tables/architectures.csv, tables/minimal_sizes.csv.";
  return html + "</p>\n";
}

std::string page_tables(const Tables& tables, std::size_t bytes) {
  std::string html;
  std::vector<std::string> left_out;
  for (const ShownTable& shown : shown_tables) {
    const auto found = tables.find(shown.name);
    if (found == tables.end() || found->second.num_rows() == 0) continue;
    std::string one = html_of(found->second, shown);
    if (html.size() + one.size() > bytes)
      left_out.push_back(std::string("tables/") + shown.name + ".csv");
    else
      html += one;
  }
  if (!left_out.empty())
    html += html_element("p", "Not shown here: " + join(left_out, ", ") + ".", "class=more") + "\n";
  return html;
}

}  // namespace neurank::report
