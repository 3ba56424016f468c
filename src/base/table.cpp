#include "base/table.hpp"

#include <stdexcept>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank {
namespace {

bool fits(const Value& value, ColumnType type) {
  // Value's alternatives after the empty one stand in the order of ColumnType.
  return value.index() == 0 || value.index() == to_size(type) + 1;
}

}  // namespace

const std::string& Table::text(std::size_t row, const std::string& name) const {
  return std::get<std::string>(rows_[row][column(name)]);
}

std::int64_t Table::integer(std::size_t row, const std::string& name) const {
  return std::get<std::int64_t>(rows_[row][column(name)]);
}

double Table::real(std::size_t row, const std::string& name) const {
  return std::get<double>(rows_[row][column(name)]);
}

TableParts TableParts::of(const Table& table) {
  return {table.columns(), 1, [&table](std::size_t) -> const Table& { return table; }};
}

bool operator==(const Column& a, const Column& b) { return a.name == b.name && a.type == b.type; }

void Table::add_row(std::vector<Value> row) {
  NEURANK_EXPECT(row.size() == columns_.size());
  for (std::size_t i = 0; i < row.size(); ++i) NEURANK_EXPECT(fits(row[i], columns_[i].type));
  rows_.push_back(std::move(row));
}

void Table::append(const Table& other) {
  NEURANK_EXPECT(columns_ == other.columns_);
  rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
}

std::size_t Table::column(const std::string& name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].name == name) return i;
  throw std::out_of_range("table has no column " + name);
}

}  // namespace neurank
