#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace neurank::corpus {

/// Content of a UTF-8 text file, without byte order mark. Throws Error when the file cannot be read, and Error with
/// file:line and what the text looks like where a byte is not UTF-8 or is NUL (as in a UTF-16 file), and where
/// lines end with carriage returns alone.
std::string read_text_file(const std::filesystem::path& path);

/// Cuts the first line off a text and returns it without its end (LF or CRLF). @pre rest is not empty
std::string_view take_line(std::string_view& rest);

/// Calls `use(line, number)` for every line of a text; lines count from 1.
template <class Use>
void for_each_line(std::string_view text, Use use) {
  for (long number = 1; !text.empty(); ++number) use(take_line(text), number);
}

/// Number of lines, or one more.
std::size_t count_lines(std::string_view text);

/// Whether a comment says that a document starts: "# newdoc", alone or with an id (CoNLL-U, PMB).
bool marks_document(std::string_view line);

/// Whether a line holds nothing but white space.
bool is_blank(std::string_view line);

}  // namespace neurank::corpus
