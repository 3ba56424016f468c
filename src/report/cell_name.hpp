#pragma once

#include <string>

namespace neurank::report {

/// Which cell a row of a table is about: its first three columns.
struct CellName {
  std::string model, task, variant;

  /// "model/task/variant"
  std::string name() const { return model + "/" + task + "/" + variant; }
};

}  // namespace neurank::report
