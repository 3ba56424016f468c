#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/cell_name.hpp"

namespace neurank::report {

using Tables = std::map<std::string, Table>;  ///< by name

// Queries on the tables of results, from which tables for people and sentences are made.

/// A table cut into those of its cells, so that what is asked of every cell takes no more than one pass over it.
class CellTables {
 public:
  explicit CellTables(const Table& table);

  /// In the order in which they come.
  const std::vector<CellName>& cells() const { return cells_; }

  /// The rows of a cell; none where the table has none.
  const Table& of(const CellName& cell) const;

 private:
  Table empty_;
  std::vector<CellName> cells_;
  std::map<std::string, Table> tables_;  ///< by the cell's name
};

/// The row of the test words in a cell's table of baselines.
std::optional<std::size_t> test_baselines(const Table& baselines);

/// Rows that have these texts in these columns; an empty text stands for any.
std::vector<std::size_t> rows_with(const Table& table, const std::vector<std::pair<std::string, std::string>>& texts);

/// Different texts of a column, in some rows or in all, in the order in which they come.
std::vector<std::string> distinct(const Table& table, const std::string& column, const std::vector<std::size_t>& rows);
std::vector<std::string> distinct(const Table& table, const std::string& column);

/// Different whole numbers of a column in some rows, in the order in which they come.
std::vector<std::int64_t> distinct_integers(const Table& table, const std::string& column,
                                            const std::vector<std::size_t>& rows);

/// Different numbers of a column in the order in which they come.
std::vector<double> distinct_reals(const Table& table, const std::string& column);

/// Whether a row is of the minimal set for a delta; in some tables others are of sets of a fixed size.
bool is_of_delta(const Table& table, std::size_t row, double delta);

/// Values of one cell of a table: one a repetition (draws of a repetition are averaged before).
using Samples = std::vector<double>;

/// Numbers of a column over the rows that a condition selects, averaged within each repetition, in the order of seeds;
/// empty values are left out.
Samples by_seed(const Table& table, const std::string& column, const std::function<bool(std::size_t)>& selects);

/// The mean. @pre at least one value
double mean_of(const Samples& values);

}  // namespace neurank::report
