#include "stage/result_tables.hpp"

#include <stdexcept>

namespace neurank::stage {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

Table cell_table(std::vector<Column> further) {
  std::vector<Column> columns = {{"model", text}, {"task", text}, {"variant", text}};
  columns.insert(columns.end(), further.begin(), further.end());
  return Table(columns);
}

}  // namespace

Table accuracy_table() {
  return cell_table({{"seed", integer},
                     {"labels", text},
                     {"split", text},
                     {"neurons", text},
                     {"how", text},
                     {"keep", real},
                     {"n", integer},
                     {"draw", integer},
                     {"accuracy", real}});
}

Table baselines_table() {
  return cell_table({{"split", text},
                     {"majority", real},
                     {"word_majority", real},
                     {"words", integer},
                     {"unseen_words", integer},
                     {"labels", integer}});
}

Table lambda_table() {
  return cell_table({{"l1", real},
                     {"l2", real},
                     {"score", real},
                     {"accuracy", real},
                     {"accuracy_top", real},
                     {"accuracy_bottom", real},
                     {"accuracy_unregularized", real},
                     {"selected", integer}});
}

Table ranking_table() {
  return cell_table({{"seed", text},
                     {"method", text},
                     {"rank", integer},
                     {"neuron", text},
                     {"layer", integer},
                     {"index", integer},
                     {"score", real}});
}

Table empty_table(const std::string& name) {
  if (name == "accuracy") return accuracy_table();
  if (name == "baselines") return baselines_table();
  if (name == "lambda") return lambda_table();
  if (name == "ranking") return ranking_table();
  throw std::out_of_range("no table is called " + name);
}

std::vector<Value> cell_row(const grid::Experiment& experiment, const grid::Cell& cell, std::vector<Value> values) {
  std::vector<Value> row = {experiment.models[cell.model].name, experiment.tasks[cell.task].name,
                            experiment.variants[cell.variant].name};
  row.insert(row.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  return row;
}

}  // namespace neurank::stage
