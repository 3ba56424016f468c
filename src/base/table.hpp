#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace neurank {

/// A value of a table's cell; std::monostate is "does not apply", an empty field in CSV.
using Value = std::variant<std::monostate, std::string, std::int64_t, double>;

/// What a column holds; fixed when the table is declared, so that an empty table has types too.
enum class ColumnType { text, integer, real };

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

  /// Position of a column. Throws std::out_of_range when there is none.
  std::size_t column(const std::string& name) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Value>> rows_;
};

bool operator==(const Column& a, const Column& b);

}  // namespace neurank
