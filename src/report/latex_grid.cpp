#include "report/latex_grid.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

// em that names may take
constexpr double widest_model = 6.6, widest_task = 6, widest_variant = 5;

bool has_number(const LatexRow& row) {
  return std::ranges::any_of(row.cells, [](const auto& cell) { return cell != no_number && !cell.empty(); });
}

}  // namespace

std::string latex_number(const char* format, double value) {
  std::string text = formatted(format, value);
  if (text == "100.0") text = "100";  // a whole column would be wider for it
  return text.starts_with('-') ? "$-$" + text.substr(1) : text;
}

std::string points_latex(double points) { return latex_text(to_text(points)) + (points == 1 ? " point" : " points"); }

std::string mean_and_sd(const Samples& values, double scale, const char* format) {
  if (values.empty()) return no_number;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  std::string text = latex_number(format, scale * mean);
  if (values.size() > 1)
    text += "\\,$\\pm$\\," + formatted(format, scale * std::sqrt(squares / to_double(values.size() - 1)));
  return text;
}

std::string mean_percent(const Samples& shares) { return mean_and_sd(shares, 100, "%.1f"); }

CellGrid::CellGrid(const Table& table)
    : models_(distinct(table, "model")),
      tasks_(distinct(table, "task")),
      variants_(distinct(table, "variant")),
      model_names_(models_, widest_model),
      task_names_(tasks_, widest_task),
      variant_names_(variants_, widest_variant) {}

LargeTable CellGrid::by_model(const std::string& caption, const std::string& label, const std::string& csv,
                              const std::vector<Line>& lines) const {
  LargeTable large{
      {caption, label, "ll", {{"Task"}, {""}}, {}}, 2, has_variants() ? "columns" : "models", "tasks", csv};
  LatexTable& table = large.table;
  for (const auto& model : models_)
    for (const auto& variant : variants_) {
      table.header.push_back({model_names_.latex(model), has_variants() ? variant_names_.latex(variant) : ""});
      table.alignment += 'c';
    }
  std::vector<std::vector<LatexRow>> rows(tasks_.size());
  for (const Line& line : lines) {
    std::vector<LatexRow> of_tasks;
    for (const auto& task : tasks_) of_tasks.push_back({measured(line, task), false, line.is_small});
    if (std::ranges::none_of(of_tasks, has_number)) continue;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      LatexRow& row = of_tasks[i];
      row.begins_group = rows[i].empty();
      row.cells.insert(row.cells.begin(), {rows[i].empty() ? task_names_.latex(tasks_[i]) : "", line.name});
      rows[i].push_back(std::move(row));
    }
  }
  for (auto& of_task : rows) std::ranges::move(of_task, std::back_inserter(table.rows));
  return large;
}

std::vector<std::string> CellGrid::measured(const Line& line, const std::string& task) const {
  std::vector<std::string> cells;
  for (const auto& model : models_)
    for (const auto& variant : variants_) cells.push_back(line.measure({model, task, variant}));
  return cells;
}

LargeTable CellGrid::by_cell(const std::string& caption, const std::string& label, const std::string& csv,
                             const std::vector<std::string>& header,
                             const std::function<std::vector<std::string>(const CellName&)>& measure) const {
  LargeTable large{{caption, label, "ll", {{"Task"}, {"Model"}}, {}}, 2, "columns", "tasks", csv, true};
  LatexTable& table = large.table;
  if (has_variants()) {
    table.header.push_back({"Variant"});
    table.alignment += 'l';
    ++large.stubs;
  }
  for (const auto& name : header) table.header.push_back({name});
  table.alignment += std::string(header.size(), 'r');
  for (const auto& task : tasks_) {
    bool is_first = true;
    for (const auto& model : models_)
      for (const auto& variant : variants_) {
        const auto numbers = measure({model, task, variant});
        if (numbers.empty()) continue;
        LatexRow row{{is_first ? task_names_.latex(task) : "", model_names_.latex(model)}, is_first};
        if (has_variants()) row.cells.push_back(variant_names_.latex(variant));
        row.cells.insert(row.cells.end(), numbers.begin(), numbers.end());
        table.rows.push_back(std::move(row));
        is_first = false;
      }
  }
  return large;
}

}  // namespace neurank::report
