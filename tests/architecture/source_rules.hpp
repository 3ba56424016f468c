#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace neurank::test {

/// Checks the sources under a checkout against the rules of the architecture: which room may include which, behind
/// which walls the libraries stand, who may print or end the program, how long a file may be, where words of the domain
/// are written as text, and that documents named in comments exist.
/// @return one line a breach, "FILE:LINE: what is wrong", sorted by file
std::vector<std::string> rule_breaches(const std::filesystem::path& checkout);

/// Number of files under a checkout that the rules are applied to.
std::size_t checked_files(const std::filesystem::path& checkout);

}  // namespace neurank::test
