#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace neurank::corpus {

/// Content of a UTF-8 text file, without byte order mark. Throws Error when the file cannot be read, and Error with
/// file:line where a byte is not UTF-8 or is NUL (as in a UTF-16 file).
std::string read_text_file(const std::filesystem::path& path);

/// Cuts the first line off a text and returns it without its end (LF or CRLF). @pre rest is not empty
std::string_view take_line(std::string_view& rest);

}  // namespace neurank::corpus
