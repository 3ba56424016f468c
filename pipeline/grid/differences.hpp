#pragma once

#include <string>
#include <utility>
#include <vector>

namespace neurank::grid {

/// Settings in the order of the grid: key path and value. Named things are told apart by their names:
/// "models.bert.gelu", "variants.raw.probe.epochs".
using Settings = std::vector<std::pair<std::string, std::string>>;

/// All settings of a resolved grid on which results can depend: all but the output folder, the resources, and where
/// activations are reused from.
Settings settings_of(const std::string& yaml);

/// What stands for a value that a grid lacks.
inline constexpr const char* absent = "(absent)";

/// A setting that differs between two resolved grids.
struct Difference {
  std::string key;     ///< e.g. probe.epochs
  std::string before;  ///< `absent` where a grid lacks it
  std::string after;
};

/// Differences of two grids' settings_of().
std::vector<Difference> differences(const std::string& before_yaml, const std::string& after_yaml);

/// Whether a difference asks for more of the same and changes nothing that was asked for before: further penalties,
/// shares, deltas, draws or repetitions, or an analysis that was off.
bool is_addition(const Difference& difference);

}  // namespace neurank::grid
