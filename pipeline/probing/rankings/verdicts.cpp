#include "probing/rankings/verdicts.hpp"

#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

using analysis::Judge;
using analysis::Kept;
using analysis::Labels;
using analysis::Training;
using ranking::Method;

constexpr const char* all_table = "verdicts";
constexpr const char* label_table = "label_verdicts";
constexpr const char* right_array = "verdicts/right";

std::vector<Column> columns_with(const std::vector<Column>& further) {
  std::vector<Column> columns = {{"method", ColumnType::text}, {"judge", ColumnType::text},
                                 {"how", ColumnType::text},    {"neurons", ColumnType::text},
                                 {"labels", ColumnType::text}, {"n", ColumnType::integer}};
  columns.insert(columns.end(), further.begin(), further.end());
  return columns;
}

std::vector<Value> row_of(const Question& question, const std::vector<Value>& further) {
  std::vector<Value> row = {name_of(question.method),  name_of(question.judge),  name_of(question.how),
                            name_of(question.neurons), name_of(question.labels), question.n};
  row.insert(row.end(), further.begin(), further.end());
  return row;
}

Question question_of(const Table& table, std::size_t row) {
  const auto word = [&](const char* column) -> const std::string& { return table.text(row, column); };
  return {parse<Method>(word("method")).value(), parse<Judge>(word("judge")).value(),
          parse<Training>(word("how")).value(),  parse<Kept>(word("neurons")).value(),
          parse<Labels>(word("labels")).value(), table.integer(row, "n")};
}

std::optional<double> number_in(const Table& table, std::size_t row, const char* column) {
  return table.is_empty(row, column) ? std::nullopt : std::optional(table.real(row, column));
}

}  // namespace

store::ResultSet no_verdicts(Index sentences) {
  store::ResultSet none;
  none.tables[all_table] = Table(columns_with({{"accuracy", ColumnType::real}}));
  none.tables[label_table] = Table(columns_with({{"label", ColumnType::integer}, {"f1", ColumnType::real}}));
  none.arrays[right_array] = {{0, sentences}, {}};
  return none;
}

void add_verdict(const Question& question, const probe::Score& score, store::ResultSet& results) {
  results.tables.at(all_table).add_row(row_of(question, {optional_value(score.accuracy())}));
  add_right_words(score, results.arrays.at(right_array));
}

void add_label_verdict(const Question& question, Index label, std::optional<double> f1, store::ResultSet& results) {
  results.tables.at(label_table).add_row(row_of(question, {label, optional_value(f1)}));
}

std::vector<Verdict> verdicts_of(const store::ResultSet& results) {
  const Table& table = results.tables.at(all_table);
  std::vector<Verdict> verdicts;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    verdicts.push_back({question_of(table, row), number_in(table, row, "accuracy")});
  return verdicts;
}

const store::Array& right_words_of_verdicts(const store::ResultSet& results) { return results.arrays.at(right_array); }

std::vector<LabelVerdict> label_verdicts_of(const store::ResultSet& results) {
  const Table& table = results.tables.at(label_table);
  std::vector<LabelVerdict> verdicts;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    verdicts.push_back({question_of(table, row), table.integer(row, "label"), number_in(table, row, "f1")});
  return verdicts;
}

}  // namespace neurank::probing
