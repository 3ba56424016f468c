#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/names.hpp"

namespace neurank {

/// A value of a table's cell; std::monostate is "does not apply", an empty field in CSV.
using Value = std::variant<std::monostate, std::string, std::int64_t, double>;

/// The number as a value of a table, the empty value when there is none. @tparam Number double or std::int64_t
template <class Number>
Value optional_value(const std::optional<Number>& number) {
  return number ? Value(*number) : Value();
}

/// What a column holds; fixed when the table is declared, so that an empty table has types too.
enum class ColumnType { text, integer, real };
constexpr std::array<const char*, 3> names_of(ColumnType) { return {"text", "integer", "real"}; }

/// Name and type of a column.
struct Column {
  std::string name;
  ColumnType type;
};

/// A small table: named, typed columns and rows. The one shape in which results travel: unit files, results.h5 and
/// CSV all hold such tables.
class Table {
 public:
  Table() = default;
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::vector<Value>>& rows() const { return rows_; }

  /// @pre one value a column, each of its column's type or empty
  void add_row(std::vector<Value> row);

  /// Appends the rows of a table with the same columns.
  void append(const Table& other);

  std::size_t num_rows() const { return rows_.size(); }

  /// Position of a column. Throws std::out_of_range when there is none.
  std::size_t column(const std::string& name) const;

  // Cells by row and column name. Each throws std::out_of_range when there is no such column, and
  // std::bad_variant_access when the cell is empty or of another type.
  const std::string& text(std::size_t row, const std::string& name) const;
  std::int64_t integer(std::size_t row, const std::string& name) const;
  double real(std::size_t row, const std::string& name) const;

  bool is_empty(std::size_t row, const std::string& name) const {
    return std::holds_alternative<std::monostate>(rows_[row][column(name)]);
  }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Value>> rows_;
};

/// A table of many rows, part by part, to be written without having it in memory.
struct TableParts {
  std::vector<Column> columns;
  std::size_t count = 0;
  std::function<const Table&(std::size_t part)> part;  ///< lasts until the next is asked for; each is asked for often

  /// A table as its only part; it outlives this.
  static TableParts of(const Table& table);
};

/// Whether two columns have the same name and type.
bool operator==(const Column& a, const Column& b);

}  // namespace neurank
