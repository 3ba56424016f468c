#include "corpus/text_file.hpp"

#include <algorithm>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace neurank::corpus {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

std::string read_text_file(const std::filesystem::path& path) {
  std::string text = read_file(path);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  const char* remedy = "convert the file to UTF-8";
  if (const auto bad = invalid_utf8(text)) throw input_error(at(path, line_of(text, *bad)) + "not UTF-8", remedy);
  const std::size_t nul = text.find('\0');
  if (nul != std::string::npos)
    throw input_error(at(path, line_of(text, nul)) + "holds a NUL byte, so it is not UTF-8 text", remedy);
  return text;
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

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace neurank::corpus
