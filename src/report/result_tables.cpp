#include "report/result_tables.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <stdexcept>

#include "report/table_declarations.hpp"

namespace neurank::report {
namespace {

constexpr const char* introduction = R"(# Tables

What every table of a run and each of its columns means. `tables/NAME.csv` and `/tables/NAME` in `results.h5` hold the
same. § is a section of [method.md](method.md), which defines the numbers. This page is made from
`src/report/declared_heads.cpp` and its neighbours; a test tells when it has to be made again, and how.

A `text` is UTF-8, an `integer` a whole number, a `real` a double in the fewest digits that give it back. An empty field
means: not defined, or does not apply; `results.h5` has the value there that the column's attribute `empty_value` names.

N is the number of neurons, L of labels. δ is one of `analyses.minimal.delta`, n(δ) the size of the minimal set for it.
A point is 0.01 of accuracy. The cell's penalty is the pair (λ1, λ2) that the search selected, or the grid's only one
(§4); a full head is one trained with it on all neurons (§3.5). The words of a split are those that have a vector and a
label that the task does not ignore (§2.2).

Unless its section says otherwise, a table starts with three columns that name the cell. Cells come in the order of the
grid's models, their tasks, and the variants of these.

)";

/// A table of Markdown that explains columns.
std::string explained(std::span<const DeclaredColumn> columns) {
  std::string lines = "| column | type | meaning |\n| --- | --- | --- |\n";
  for (const DeclaredColumn& column : columns) {
    lines.append("| `").append(column.name).append("` | ").append(name_of(column.type));
    lines.append(" | ").append(column.meaning);
    if (!column.section.empty()) lines.append(" (§").append(column.section).append(")");
    lines.append(" |\n");
  }
  return lines;
}

void add_columns(std::span<const DeclaredColumn> declared, std::vector<Column>& columns) {
  for (const DeclaredColumn& column : declared) columns.push_back({std::string(column.name), column.type});
}

}  // namespace

std::vector<std::string> cell_table_names() {
  std::vector<std::string> names;
  for (const DeclaredTable& table : table_declarations())
    if (table.about_cells) names.emplace_back(table.name);
  return names;
}

std::vector<std::string> table_names() {
  std::vector<std::string> names;
  for (const DeclaredTable& table : table_declarations()) names.emplace_back(table.name);
  return names;
}

Table empty_table(const std::string& name) {
  const auto tables = table_declarations();
  const auto found = std::ranges::find(tables, name, &DeclaredTable::name);
  if (found == tables.end()) throw std::out_of_range("no table is called " + name);
  std::vector<Column> columns;
  if (found->about_cells) add_columns(cell_columns(), columns);
  add_columns(found->columns, columns);
  return Table(columns);
}

Table with_declared_columns(const std::string& name, const Table& table, std::vector<std::string>& lacking) {
  const auto has = [&](const Column& column) {
    return std::ranges::find(table.columns(), column) != table.columns().end();
  };
  const Table declared = empty_table(name);
  if (std::ranges::all_of(declared.columns(), has)) return table;
  Table complete(declared.columns());
  for (const Column& column : declared.columns())
    if (!has(column)) lacking.push_back(std::string(name).append(".").append(column.name));
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    std::vector<Value> values;
    for (const Column& column : declared.columns())
      values.push_back(has(column) ? table.rows()[row][table.column(column.name)] : Value());
    complete.add_row(std::move(values));
  }
  return complete;
}

std::vector<Value> cell_row(const CellName& cell, std::vector<Value> values) {
  std::vector<Value> row = {cell.model, cell.task, cell.variant};
  row.insert(row.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  return row;
}

std::string tables_reference() {
  std::string page = introduction + explained(cell_columns());
  for (const DeclaredTable& table : table_declarations()) {
    page.append("\n## ").append(table.name).append(".csv\n\n");
    page.append(table.rows).append(" See §").append(table.section).append(".\n\n").append(explained(table.columns));
  }
  return page;
}

}  // namespace neurank::report
