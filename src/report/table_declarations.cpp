#include "report/table_declarations.hpp"

#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr DeclaredColumn cell[] = {
    {"model", ColumnType::text, "name of the model: `models[].name` of the grid"},
    {"task", ColumnType::text, "name of the task: `tasks[].name`"},
    {"variant", ColumnType::text,
     "name of the probe's settings: one of `variants`, or `default` in a grid without them"},
};

}  // namespace

std::span<const DeclaredColumn> cell_columns() { return cell; }

std::vector<DeclaredTable> table_declarations() {
  std::vector<DeclaredTable> tables;
  for (const auto& group : {tables_of_heads(), tables_of_neurons(), tables_of_rankings(), tables_of_studies(),
                            tables_of_cards(), tables_of_models()})
    tables.insert(tables.end(), group.begin(), group.end());
  return tables;
}

}  // namespace neurank::report
