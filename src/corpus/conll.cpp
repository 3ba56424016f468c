#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/column_layout.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/token_id.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

/// Reads the lines of one file.
class Reading {
 public:
  Reading(const std::filesystem::path& file, const CorpusSettings& settings, std::string_view content, TaggedText& text)
      : file_(file),
        layout_(column_layout(content)),
        skips_ranges_(settings.word_column > 0 && layout_.has_ids),
        words_(file, settings, to_size(settings.word_column), numbered_field, text) {
    words_.reserve(count_lines(content));
  }

  void take(std::string_view line, long number) {
    const Fields fields = layout_.fields(line);
    switch (kind_of(line, fields, layout_)) {
      case LineKind::comment:
        return;
      case LineKind::document_word:
        words_.skip(fields);
        [[fallthrough]];
      case LineKind::document_start:
        words_.end_sentence();
        return words_.begin_document();
      case LineKind::blank:
      case LineKind::document_end:
        return words_.end_sentence();
      case LineKind::word:
        return take_word(fields, number);
    }
  }

  void end() { words_.end_sentence(); }

 private:
  void take_word(const Fields& fields, long number) {
    // More fields between tabs are notes behind the columns; a blank more or less moves all columns behind it.
    if (fields.size() < layout_.count || (fields.size() > layout_.count && !layout_.tabs)) throw uneven(fields, number);
    if (skips_ranges_ && is_range_or_empty_node(fields.front())) return;
    if (could_be_comment(fields))
      words_.note(number, "could be a comment, but has as many fields as words have, and is taken as a word");
    words_.add(fields, number);
  }

  Error uneven(const Fields& fields, long number) const {
    return input_error(at(file_, number) + counted(fields.size(), "field") + " between " +
                           (layout_.tabs ? "tabs" : "blanks") + ", but " + std::to_string(layout_.count) +
                           " in most lines, as in line " + std::to_string(layout_.example),
                       "correct the line; words that hold blanks need tabs between the fields");
  }

  const std::filesystem::path& file_;
  ColumnLayout layout_;
  bool skips_ranges_;
  WordCollector words_;
};

}  // namespace

void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  Reading reading(file, settings, content, text);
  for_each_line(content, [&](std::string_view line, long number) { reading.take(line, number); });
  reading.end();
}

}  // namespace neurank::corpus
