#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/json_text.hpp"

namespace neurank::checkpoint {

using Json = nlohmann::json;

/// Parses JSON from elsewhere. Throws Complaint, with a line, for bad syntax, invalid UTF-8, a number out of range, a
/// key twice in one object, and nesting deeper than any file of ours has.
Json parse_json(std::string_view text);

/// Parses a text that must be a JSON object. Throws Error with file:line.
Json parse_json_object(std::string_view text, const std::filesystem::path& file);

/// Parses a file that must be a JSON object. Throws Error with file:line.
Json read_json_object(const std::filesystem::path& file);

/// A text from elsewhere as an error may show it: in quotes, cut when long, in printable ASCII.
std::string in_quotes(std::string_view text);

}  // namespace neurank::checkpoint
