#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace neurank {

/// Parts of a line between runs of blanks, tabs and other ASCII white space.
std::vector<std::string_view> split_whitespace(std::string_view line);

/// Parts of a text between single separators; one more part than there are separators, and any may be empty.
std::vector<std::string_view> split(std::string_view text, char separator);

/// A text from a file in double quotes, cut when it is long.
std::string in_quotes(std::string_view text);

/// Byte position of the first byte that is not valid UTF-8 (overlong forms and surrogates are not), if any.
std::optional<std::size_t> invalid_utf8(std::string_view text);

/// The candidate that a misspelt word most likely meant, if one is near enough to be worth naming.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

/// Parts joined with a separator.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Shortest decimal form that reads back as the same number, "." as the point in every locale.
std::string to_text(double value);

/// The number that a text is from its first character to its last, in any locale; nothing for another text or one that
/// is out of range.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Line of a position in a text, from 1. A position beyond the end is in the last line.
long line_of(std::string_view text, std::size_t position);

/// The time now as in 2020-11-16T09:30:00Z.
std::string utc_time();

/// A size for people, e.g. "3.2 GiB".
std::string bytes_text(std::uint64_t bytes);

}  // namespace neurank
