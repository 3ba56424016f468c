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

/// Whether lines begin with ids as CoNLL-U numbers them: words 1, 2, 3 ... in each sentence, a range before its first
/// word, empty nodes behind the word they follow. Times and offsets are numbers, too, but do not run so.
class RunningIds {
 public:
  void take(std::string_view id) {
    if (is_word_id(id))
      run_ = run_ && *whole_number(id) == ++last_;
    else
      run_ = run_ && is_range_or_empty_node(id) && follows(id);
    if (!is_word_id(id)) return;
    last_node_ = 0;
    has_words_ = true;
  }
  void end_sentence() { last_ = last_node_ = 0; }
  bool do_run() const { return run_ && has_words_; }

 private:
  /// @pre is_range_or_empty_node(id)
  bool follows(std::string_view id) {
    const std::size_t sign = id.find_first_of("-.");
    const long first = *whole_number(id.substr(0, sign)), second = *whole_number(id.substr(sign + 1));
    return id[sign] == '-' ? first == last_ + 1 && second > first : first == last_ && second == ++last_node_;
  }

  long last_ = 0, last_node_ = 0;
  bool run_ = true, has_words_ = false;
};

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

}  // namespace

Fields ColumnLayout::fields(std::string_view line) const { return tabs ? split_tabs(line) : split_whitespace(line); }

ColumnLayout column_layout(std::string_view content) {
  FieldCounts by_tabs, by_blanks;
  RunningIds ids;
  std::size_t lines = 0, with_tabs = 0;
  for_each_line(content, [&](std::string_view line, long number) {
    if (is_blank(line) || is_document_mark(line)) return ids.end_sentence();
    if (line.starts_with(comment_mark)) return;
    ++lines;
    with_tabs += line.find('\t') != std::string_view::npos ? 1 : 0;
    by_blanks.add(split_whitespace(line).size(), number);
    const Fields fields = split_tabs(line);
    by_tabs.add(fields.size(), number);
    if (!line.starts_with('#')) ids.take(fields.front());
  });
  const auto tabs = by_tabs.mode(), blanks = by_blanks.mode();
  const bool uses_tabs = 2 * with_tabs > lines && tabs.lines >= blanks.lines;
  const auto& mode = uses_tabs ? tabs : blanks;
  return {.tabs = uses_tabs,
          .count = mode.fields,
          .example = mode.first,
          .has_tabs = with_tabs > 0,
          .has_ids = uses_tabs && ids.do_run()};
}

LineKind kind_of(std::string_view line, const Fields& fields, const ColumnLayout& layout, std::size_t word_column) {
  if (is_blank(line)) return LineKind::blank;
  if (fields.front() == docstart || (word_column < fields.size() && fields[word_column] == docstart))
    return LineKind::document_word;
  if (line.starts_with(document_begin)) return LineKind::document_start;
  if (line.starts_with(document_stop)) return LineKind::document_end;
  const bool has_other_separator = !layout.has_tabs && line.find('\t') != std::string_view::npos;
  const bool is_like_words = fields.size() == layout.count && !has_other_separator;
  const bool is_comment = layout.has_ids ? line.starts_with('#') : line.starts_with(comment_mark) && !is_like_words;
  if (!is_comment) return LineKind::word;
  return marks_document(line) ? LineKind::document_start : LineKind::comment;
}

bool could_be_comment(std::string_view line) {
  constexpr std::array<std::string_view, 5> keys = {"id", "sent_id", "text", "newdoc", "newpar"};
  const Fields parts = split_whitespace(line);
  if (parts.size() < 2 || parts[0] != "#") return false;
  return std::ranges::find(keys, parts[1]) != keys.end() || (parts.size() > 2 && parts[2] == "=");
}

}  // namespace neurank::corpus
