#include "report/result_tables.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

using Declaration = std::pair<std::string, std::vector<Column>>;

/// Tables about cells, without the three columns that name the cell.
const std::vector<Declaration>& cell_tables() {
  static const std::vector<Declaration> tables = {
      {"accuracy",
       {{"seed", integer},
        {"labels", text},
        {"split", text},
        {"neurons", text},
        {"how", text},
        {"keep", real},
        {"n", integer},
        {"draw", integer},
        {"accuracy", real}}},
      {"baselines",
       {{"split", text},
        {"majority", real},
        {"word_majority", real},
        {"words", integer},
        {"unseen_words", integer},
        {"ambiguous_words", integer},
        {"ambiguous_word_majority", real},
        {"labels", integer}}},
      {"lambda",
       {{"l1", real},
        {"l2", real},
        {"score", real},
        {"accuracy", real},
        {"accuracy_top", real},
        {"accuracy_bottom", real},
        {"accuracy_unregularized", real},
        {"selected", integer}}},
      {"minimal",
       {{"seed", integer},
        {"delta", real},
        {"n", integer},
        {"fraction", real},
        {"oracle", real},
        {"accuracy_dev", real},
        {"accuracy_test", real},
        {"random_test", real},
        {"bottom_test", real},
        {"selectivity_all", real},
        {"selectivity_top", real},
        {"selectivity_random", real}}},
      {"ranking",
       {{"seed", text},
        {"method", text},
        {"rank", integer},
        {"neuron", text},
        {"layer", integer},
        {"index", integer},
        {"score", real}}},
      {"layers", {{"seed", integer}, {"delta", real}, {"layer", integer}, {"count", integer}, {"fraction", real}}},
      {"labels",
       {{"seed", integer},
        {"delta", real},
        {"label", text},
        {"train_count", integer},
        {"neurons", integer},
        {"top_layer", integer},
        {"recall", real}}},
      {"sharing",
       {{"seed", integer},
        {"delta", real},
        {"union", integer},
        {"sum", integer},
        {"sharing_ratio", real},
        {"mean_jaccard", real},
        {"expected_jaccard", real},
        {"size_frequency_correlation", real},
        {"labels", integer}}},
      {"stability",
       {{"k", integer},
        {"pairs", integer},
        {"jaccard", real},
        {"jaccard_chance", real},
        {"kendall", real},
        {"spearman", real}}},
      {"metrics", {{"seed", integer}, {"metric", text}, {"value", real}}},
      {"architectures",
       {{"metric", text}, {"value", real}, {"sd", real}, {"ci_low", real}, {"ci_high", real}, {"seeds", integer}}},
      {"published",
       {{"quantity", text}, {"published", real}, {"measured", real}, {"difference", real}, {"source", text}}},
  };
  return tables;
}

const Declaration comparison_table = {"architecture_tests",
                                      {{"task", text},
                                       {"variant", text},
                                       {"model_a", text},
                                       {"model_b", text},
                                       {"metric", text},
                                       {"difference", real},
                                       {"ci_low", real},
                                       {"ci_high", real},
                                       {"p_value", real}}};

}  // namespace

std::vector<std::string> cell_table_names() {
  std::vector<std::string> names;
  for (const auto& [name, columns] : cell_tables()) names.push_back(name);
  return names;
}

std::vector<std::string> table_names() {
  std::vector<std::string> names = cell_table_names();
  names.push_back(comparison_table.first);
  return names;
}

Table empty_table(const std::string& name) {
  if (name == comparison_table.first) return Table(comparison_table.second);
  const auto found = std::find_if(cell_tables().begin(), cell_tables().end(),
                                  [&](const Declaration& table) { return table.first == name; });
  if (found == cell_tables().end()) throw std::out_of_range("no table is called " + name);
  std::vector<Column> columns = {{"model", text}, {"task", text}, {"variant", text}};
  columns.insert(columns.end(), found->second.begin(), found->second.end());
  return Table(columns);
}

std::vector<Value> cell_row(const CellName& cell, std::vector<Value> values) {
  std::vector<Value> row = {cell.model, cell.task, cell.variant};
  row.insert(row.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  return row;
}

}  // namespace neurank::report
