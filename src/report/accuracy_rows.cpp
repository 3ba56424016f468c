#include "report/accuracy_rows.hpp"

#include <stdexcept>
#include <string>

namespace neurank::report {
namespace {

template <class Enum>
Enum word(const Table& table, std::size_t row, const std::string& column) {
  const std::string& text = table.text(row, column);
  if (const auto found = parse<Enum>(text)) return *found;
  throw std::out_of_range("\"" + text + "\" is not a word of the column " + column);
}

}  // namespace

std::vector<Value> values_of(const AccuracyRow& row) {
  const Value draw = row.draw > 0 ? Value(std::int64_t{row.draw}) : Value();
  return {row.repetition,      name_of(row.labels),
          name_of(row.split),  name_of(row.neurons),
          name_of(row.how),    row.keep,
          std::int64_t{row.n}, draw,
          row.accuracy};
}

AccuracyRow accuracy_row(const Table& accuracy, std::size_t row) {
  return {.repetition = accuracy.integer(row, "seed"),
          .labels = word<analysis::Labels>(accuracy, row, "labels"),
          .split = word<analysis::Measured>(accuracy, row, "split"),
          .neurons = word<analysis::Kept>(accuracy, row, "neurons"),
          .how = word<analysis::Training>(accuracy, row, "how"),
          .keep = accuracy.real(row, "keep"),
          .n = accuracy.integer(row, "n"),
          .draw = accuracy.is_empty(row, "draw") ? 0 : accuracy.integer(row, "draw"),
          .accuracy = accuracy.real(row, "accuracy")};
}

}  // namespace neurank::report
