#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grid/experiment.hpp"

namespace neurank::grid {

/// Reads and checks a grid file. Throws one usage Error that lists ALL problems, one a line, each with file:line, what
/// is wrong, and a suggestion where a name is nearly right.
/// @param overrides "key.path=value" texts of --set, applied before checking; their place is named as "--set key"
/// @param output replaces the grid's output folder when not empty
Experiment read_experiment(const std::filesystem::path& file, const std::vector<std::string>& overrides = {},
                           const std::filesystem::path& output = {});

/// The experiment that a run has recorded, from to_yaml(). Whether its inputs are still there is not asked.
/// Throws Error when the text is no YAML.
Experiment recorded_experiment(const std::string& yaml);

/// The experiment as YAML with every default written out; reading it gives the same experiment.
std::string to_yaml(const Experiment& experiment);

}  // namespace neurank::grid
