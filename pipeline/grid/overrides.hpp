#pragma once

#include <filesystem>
#include <string>

#include "grid/yaml_tree.hpp"

namespace neurank::grid {

/// Replaces or adds the value at a key path of the grid: "probe.epochs=3", "models.0.path=bert". The value is YAML.
void apply_override(Node& root, const std::string& override_text, Problems& problems);

/// Replaces the grid's output folder by one that the command line names.
void override_output(Node& root, const std::filesystem::path& output);

}  // namespace neurank::grid
