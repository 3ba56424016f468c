#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <numeric>

#include "base/cast.hpp"

namespace neurank {
namespace {

constexpr std::size_t max_quote = 80;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Length of the valid UTF-8 character that starts the text, 0 when it starts none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto follows = [&](std::size_t n, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
    if (text.size() <= n || byte(1) < low || byte(1) > high) return false;
    for (std::size_t i = 2; i <= n; ++i)
      if ((byte(i) & 0xc0) != 0x80) return false;
    return true;
  };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead == 0xe0) return follows(2, 0xa0) ? 3 : 0;
  if (lead == 0xed) return follows(2, 0x80, 0x9f) ? 3 : 0;
  if (lead >= 0xe1 && lead <= 0xef) return follows(2) ? 3 : 0;
  if (lead == 0xf0) return follows(3, 0x90) ? 4 : 0;
  if (lead == 0xf4) return follows(3, 0x80, 0x8f) ? 4 : 0;
  if (lead >= 0xf1 && lead <= 0xf3) return follows(3) ? 4 : 0;
  return 0;
}

/// Levenshtein distance in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> split_whitespace(std::string_view line) {
  std::vector<std::string_view> parts;
  std::size_t i = 0;
  while (i < line.size()) {
    while (i < line.size() && is_blank(line[i])) ++i;
    const std::size_t start = i;
    while (i < line.size() && !is_blank(line[i])) ++i;
    if (i > start) parts.push_back(line.substr(start, i - start));
  }
  return parts;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::string in_quotes(std::string_view text) {
  if (text.size() <= max_quote) return std::string("\"").append(text) + "\"";
  std::size_t end = max_quote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return std::string("\"").append(text.substr(0, end)) + "...\"";
}

std::optional<std::size_t> invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const auto distance = [&](const std::string& c) { return edit_distance(word, c); };
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == candidates.end()) return std::nullopt;
  const std::size_t tolerated = std::max<std::size_t>(1, std::max(word.size(), best->size()) / 3);
  return distance(*best) <= tolerated ? std::optional(*best) : std::nullopt;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::string to_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

long line_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  return 1 + std::count(before.begin(), before.end(), '\n');
}

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm fields{};
  gmtime_r(&now, &fields);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &fields));
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double size = to_double(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < std::size(units); ++unit) size /= 1024;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s", size, units[unit]);
  return buffer;
}

}  // namespace neurank
