#include "corpus/column_layout.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "corpus/text_file.hpp"
#include "corpus/token_id.hpp"

namespace neurank::corpus {
namespace {

constexpr std::string_view comment_mark = "# ", document_stop = "#end document", docstart = "-DOCSTART-";

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

Fields split_tabs(std::string_view line) {
  Fields fields = split(line, '\t');
  for (std::string_view& field : fields) field = without_blanks(field);
  return fields;
}

bool is_document_mark(std::string_view line) {
  return line.starts_with(document_begin) || line.starts_with(document_stop) ||
         without_blanks(line).starts_with(docstart);
}

/// Numbers of fields of lines, and the first line of each number.
class FieldCounts {
 public:
  void add(std::size_t fields, long line) {
    ++lines_[fields].first;
    if (lines_[fields].first == 1) lines_[fields].second = line;
  }

  /// The most frequent number, of equals the one that comes first; how many lines have it, and the first of these.
  struct Mode {
    std::size_t fields = 0, lines = 0;
    long first = 0;
  };
  Mode mode() const {
    Mode mode;
    for (const auto& [fields, seen] : lines_)
      if (seen.first > mode.lines || (seen.first == mode.lines && seen.second < mode.first))
        mode = {fields, seen.first, seen.second};
    return mode;
  }

 private:
  std::map<std::size_t, std::pair<std::size_t, long>> lines_;
};

bool is_id(std::string_view field) { return is_word_id(field) || is_range_or_empty_node(field); }

}  // namespace

Fields ColumnLayout::fields(std::string_view line) const { return tabs ? split_tabs(line) : split_whitespace(line); }

ColumnLayout column_layout(std::string_view content) {
  FieldCounts by_tabs, by_blanks;
  std::size_t lines = 0, with_tabs = 0, with_ids = 0;
  for_each_line(content, [&](std::string_view line, long number) {
    if (is_blank(line) || line.starts_with(comment_mark) || is_document_mark(line)) return;
    ++lines;
    with_tabs += line.find('\t') != std::string_view::npos ? 1 : 0;
    by_blanks.add(split_whitespace(line).size(), number);
    const Fields fields = split_tabs(line);
    by_tabs.add(fields.size(), number);
    with_ids += is_id(fields.front()) ? 1 : 0;
  });
  const auto tabs = by_tabs.mode(), blanks = by_blanks.mode();
  const bool uses_tabs = 2 * with_tabs > lines && tabs.lines >= blanks.lines;
  const auto& mode = uses_tabs ? tabs : blanks;
  return {.tabs = uses_tabs,
          .count = mode.fields,
          .example = mode.first,
          .has_tabs = with_tabs > 0,
          .has_ids = uses_tabs && with_ids == lines};
}

LineKind kind_of(std::string_view line, const Fields& fields, const ColumnLayout& layout) {
  if (is_blank(line)) return LineKind::blank;
  if (fields.front() == docstart) return LineKind::document_word;
  if (line.starts_with(document_begin)) return LineKind::document_start;
  if (line.starts_with(document_stop)) return LineKind::document_end;
  const bool has_other_separator = !layout.has_tabs && line.find('\t') != std::string_view::npos;
  const bool is_like_words = fields.size() == layout.count && !has_other_separator;
  if (!line.starts_with(comment_mark) || is_like_words) return LineKind::word;
  return marks_document(line) ? LineKind::document_start : LineKind::comment;
}

bool could_be_comment(const Fields& fields) {
  constexpr std::array keys = {std::string_view("id"), std::string_view("newdoc"), std::string_view("newpar")};
  if (fields.size() < 2 || !fields[0].starts_with('#')) return false;
  const bool has_key = fields[0] == "#" && std::ranges::find(keys, fields[1]) != keys.end();
  return has_key || (fields.size() > 2 && fields[0] == "#" && fields[2] == "=") ||
         fields[0].find(" = ") != std::string_view::npos;
}

}  // namespace neurank::corpus
