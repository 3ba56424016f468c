#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace neurank::cli {

/// Names and values, printed one a line.
using NamedFacts = std::vector<std::pair<std::string, std::string>>;

/// Version, git revision, compiler and libraries of this program.
NamedFacts program_facts();

/// Prints "name: value" lines with aligned values.
void print(const NamedFacts& facts, std::ostream& out);

/// What `neurank --version` prints.
void print_version(std::ostream& out);

}  // namespace neurank::cli
