#include "report/figures/figure_parts.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "report/findings_page.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

std::string file_part(const std::string& name) {
  std::string part;
  for (const char c : name.substr(0, 40)) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    part += is_plain ? c : '-';
  }
  return part;
}

const Table& no_table() {
  static const Table none;
  return none;
}

}  // namespace

const Table& FigureRun::table(const std::string& name) const {
  const auto found = tables.find(name);
  return found == tables.end() ? no_table() : found->second;
}

FigureRun figure_run(const Tables& tables) {
  FigureRun run{.tables = tables};
  if (const Table& baselines = run.table("baselines"); baselines.num_rows() > 0) {
    run.models = distinct(baselines, "model");
    run.has_variants = distinct(baselines, "variant").size() > 1;
  }
  if (const Table& minimal = run.table("minimal"); minimal.num_rows() > 0)
    run.delta = std::ranges::min(distinct_reals(minimal, "delta"));
  return run;
}

std::vector<std::size_t> rows_at(const Table& table, const Place& place, const std::string& model) {
  return rows_with(table, {{"model", model}, {"task", place.task}, {"variant", place.variant}});
}

std::optional<std::size_t> size_row(const FigureRun& run, const std::string& model, const Place& place) {
  const Table& sizes = run.table("minimal_sizes");
  for (const std::size_t row : rows_at(sizes, place, model))
    if (run.delta && is_of_delta(sizes, row, *run.delta)) return row;
  return std::nullopt;
}

PlotData::PlotData(const FigureRun& run, std::string figure, const std::string& table,
                   const std::vector<std::string>& columns, const std::string& suffix)
    : run_(run), file_(std::move(figure) + suffix + ".csv"), name_(table), source_(run.table(table)) {
  if (source_.num_rows() == 0) return;
  std::vector<Column> shown;
  for (const auto& names : {std::vector<std::string>{"model", "task", "variant"}, columns})
    for (const std::string& name : names) {
      columns_.push_back(source_.column(name));
      shown.push_back(source_.columns()[columns_.back()]);
    }
  rows_ = Table(shown);
}

std::vector<ModelRows> PlotData::add(const Place& place, const std::function<bool(std::size_t row)>& selects) {
  std::vector<std::vector<std::size_t>> rows(run_.models.size());
  if (source_.num_rows() == 0) return {};
  for (const std::size_t row : rows_at(source_, place))
    if (selects(row))
      rows[to_size(std::ranges::find(run_.models, source_.text(row, "model")) - run_.models.begin())].push_back(row);
  std::vector<ModelRows> found;
  for (std::size_t model = 0; model < rows.size(); ++model)
    if (!rows[model].empty()) found.push_back(add_rows(model, rows[model]));
  return found;
}

ModelRows PlotData::add_rows(std::size_t model, const std::vector<std::size_t>& rows) {
  const std::size_t first = rows_.num_rows();
  for (const std::size_t row : rows) {
    std::vector<Value> values;
    for (const std::size_t column : columns_) values.push_back(source_.rows()[row][column]);
    rows_.add_row(std::move(values));
  }
  return {model, first, rows.size(), rows};
}

std::string PlotData::plot(const ModelRows& rows, const std::string& expression) const {
  return plot(rows.first, rows.count, expression);
}

std::string PlotData::plot(std::size_t first, std::size_t count, const std::string& expression) const {
  return PlotRows(file_, rows_, first, count).using_columns(expression);
}

std::string figure_name(const std::string& kind, const FigureRun& run, const Place& place) {
  std::string name = kind + "-" + file_part(place.task);
  if (run.has_variants && !place.variant.empty()) name.append("-").append(file_part(place.variant));
  return name;
}

std::string figure_title(const std::string& what, const FigureRun& run, const Place& place) {
  std::string title = what + ": " + place.task;
  if (run.has_variants && !place.variant.empty()) title += ", " + place.variant;
  return title;
}

std::string model_text(const FigureRun& run, std::size_t model) { return short_name(run.models[model]); }

std::string left_out_text(std::size_t all, std::size_t shown, const std::string& of, const std::string& table) {
  if (shown >= all) return "";
  return std::string(" ").append(std::to_string(all - shown)) + " more " + of + ": tables/" + table + ".csv.";
}

std::vector<Place> places_of(const Table& baselines) {
  std::vector<Place> places;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t row = 0; row < baselines.num_rows(); ++row)
    if (seen.emplace(baselines.text(row, "task"), baselines.text(row, "variant")).second)
      places.push_back({baselines.text(row, "task"), baselines.text(row, "variant")});
  return places;
}

double axis_step(double largest, int count) {
  const double wanted = std::max(largest, 1e-9) / count, power = std::pow(10, std::floor(std::log10(wanted)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= wanted) return step * power;
  return 10 * power;
}

std::optional<double> value_of(const Table& table, std::size_t row, const std::string& column) {
  const Value& value = table.rows()[row][table.column(column)];
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return to_double(*integer);
  return std::nullopt;
}

double largest_of(const Table& table, const std::vector<std::size_t>& rows, const std::vector<std::string>& columns) {
  double largest = 0;
  for (const std::size_t row : rows)
    for (const std::string& column : columns) largest = std::max(largest, value_of(table, row, column).value_or(0));
  return largest;
}

}  // namespace neurank::report
