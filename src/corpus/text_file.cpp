#include "corpus/text_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace neurank::corpus {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// What a text that is not UTF-8 looks like, and how it is converted.
struct OtherEncoding {
  std::string looks, iconv;
};

/// By its byte order mark, or by where it has NUL bytes: every other byte of Latin text in UTF-16 is one.
std::optional<OtherEncoding> utf16_of(std::string_view text) {
  const std::string_view start = text.substr(0, 4096);
  std::array<std::size_t, 2> nuls = {};
  for (std::size_t i = 0; i < start.size(); ++i) nuls[i % 2] += start[i] == '\0' ? 1 : 0;
  const auto most = [&](std::size_t parity) {
    return 4 * nuls[parity] > start.size() && nuls[1 - parity] * 4 <= start.size() / 2;
  };
  if (start.starts_with("\xff\xfe") || most(1)) return OtherEncoding{"UTF-16, little-endian", "UTF-16LE"};
  if (start.starts_with("\xfe\xff") || most(0)) return OtherEncoding{"UTF-16, big-endian", "UTF-16BE"};
  return std::nullopt;
}

/// Single bytes: those from 0x80 to 0x9f are quotes and dashes in Windows-1252, and nothing in Latin-1.
OtherEncoding single_bytes_of(std::string_view text) {
  const auto is_mark = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xa0;
  };
  if (std::ranges::any_of(text, is_mark)) return {"Windows-1252", "WINDOWS-1252"};
  return {"Latin-1 or Windows-1252", "WINDOWS-1252"};
}

std::string remedy_for(const OtherEncoding& encoding) {
  return "convert the file, e.g. with iconv -f " + encoding.iconv + " -t UTF-8";
}

}  // namespace

std::string read_text_file(const std::filesystem::path& path) {
  std::string text = read_file(path);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  const auto bad = invalid_utf8(text);
  const std::size_t nul = text.find('\0');
  if (text.find('\r') != std::string::npos && text.find('\n') == std::string::npos)
    throw input_error(at(path, 1) + "lines end with carriage returns alone",
                      "convert the file, e.g. with tr '\\r' '\\n'");
  if (!bad && nul == std::string::npos) return text;
  const std::size_t place = std::min(bad.value_or(text.size()), nul);
  const auto utf16 = utf16_of(text);
  if (!bad && !utf16)
    throw input_error(at(path, line_of(text, place)) + "holds a NUL byte, so it is not UTF-8 text",
                      "convert the file to UTF-8");
  const OtherEncoding encoding = utf16 ? *utf16 : single_bytes_of(text);
  throw input_error(at(path, line_of(text, place)) + "not UTF-8; it looks like " + encoding.looks,
                    remedy_for(encoding));
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t count_lines(std::string_view text) { return to_size(std::count(text.begin(), text.end(), '\n')) + 1; }

bool marks_document(std::string_view line) {
  constexpr std::string_view mark = "# newdoc";
  return line.starts_with(mark) && (line.size() == mark.size() || is_blank(line.substr(mark.size(), 1)));
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\v\f\r") == std::string_view::npos; }

}  // namespace neurank::corpus
