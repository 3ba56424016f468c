#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurank {

/// SHA-256 in lower-case hexadecimal.
std::string sha256(std::string_view content);

/// SHA-256 over the contents of files, one after another in the given order. Throws Error when one cannot be read.
std::string sha256_of_files(const std::vector<std::filesystem::path>& files);

}  // namespace neurank
