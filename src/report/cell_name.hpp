#pragma once

#include <string>

namespace neurank::report {

// What a model's weights are, in the table of baselines.
inline constexpr const char* trained_weights = "trained";
inline constexpr const char* untrained_weights = "untrained";

/// Which cell a row of a table is about: its first three columns.
struct CellName {
  std::string model, task, variant;

  /// "model/task/variant"
  std::string name() const { return model + "/" + task + "/" + variant; }
};

}  // namespace neurank::report
