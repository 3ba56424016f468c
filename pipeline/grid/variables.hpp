#pragma once

#include "grid/yaml_tree.hpp"

namespace neurank::grid {

/// Replaces ${NAME} and ${NAME:-default} in every value by the environment's variables; the default stands in for a
/// variable that is unset or empty, and "$${" for a plain "${". A value that cannot be expanded, or holds a control
/// character, is added to the problems and marked as reported.
void expand_variables(Node& root, Problems& problems);

/// A text that expand_variables turns back into the given one.
std::string without_variables(const std::string& text);

}  // namespace neurank::grid
