#pragma once

#include <cstddef>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

/// Which cell a row of a table is about: its first three columns.
struct CellName {
  std::string model, task, variant;

  /// Whether a row is about this cell.
  bool holds(const Table& table, std::size_t row) const;

  /// "model/task/variant"
  std::string name() const { return model + "/" + task + "/" + variant; }
};

}  // namespace neurank::report
