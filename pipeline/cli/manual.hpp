#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace neurank::cli {

/// The man page neurank(1), in roff: every command with its options, as their help has them.
std::string manual(const std::vector<Command>& commands, const std::vector<GlobalOption>& options);

/// A script that makes bash complete the names of commands, their options and files.
std::string bash_completion(const std::vector<Command>& commands, const std::vector<GlobalOption>& options);

}  // namespace neurank::cli
