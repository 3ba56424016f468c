#include <algorithm>
#include <array>

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

/// Whether a field could be the name of the column of words.
bool is_name_of_words(std::string_view field) {
  constexpr std::array<std::string_view, 6> names = {"TOKEN", "WORD", "FORM", "token", "word", "form"};
  return std::ranges::find(names, field) != names.end();
}

/// How many sentences there are, and how many of them begin with a word's line that reads as a comment.
struct SentenceStarts {
  long sentences = 0, commented = 0;
  long first_commented = 0;  ///< line

  void add(bool is_commented, long line) {
    ++sentences;
    if (is_commented && ++commented == 1) first_commented = line;
  }
};

/// Reads the lines of one file.
class Reading {
 public:
  Reading(const std::filesystem::path& file, const CorpusSettings& settings, std::string_view content, TaggedText& text)
      : file_(file),
        layout_(column_layout(content)),
        word_column_(to_size(settings.word_column)),
        words_(file, settings, word_column_, numbered_field, text) {
    words_.reserve(count_lines(content));
  }

  void take(std::string_view line, long number) {
    const Fields fields = layout_.fields(line);
    switch (kind_of(line, fields, layout_, word_column_)) {
      case LineKind::comment:
        return;
      case LineKind::document_word:
        words_.skip(fields);
        [[fallthrough]];
      case LineKind::document_start:
        end_sentence();
        return words_.begin_document();
      case LineKind::blank:
      case LineKind::document_end:
        return end_sentence();
      case LineKind::word:
        return take_word(line, fields, number);
    }
  }

  /// Throws Error where most sentences begin with words that read as comments.
  void end() {
    constexpr long fewest = 10;  // so few could be meant
    end_sentence();
    if (starts_.commented < fewest || 2 * starts_.commented <= starts_.sentences) return;
    throw input_error(at(file_, starts_.first_commented) + "reads as a comment, as the first lines of " +
                          std::to_string(starts_.commented) + " of " + counted(to_size(starts_.sentences), "sentence") +
                          " do, but has as many fields as words have",
                      "take the comments away, or put tabs between the fields of words");
  }

 private:
  void take_word(std::string_view line, const Fields& fields, long number) {
    const bool is_first = sentence_.fields == 0;
    if (is_first) sentence_ = {fields.size(), number};
    expect_even(fields, number);
    const bool is_commented = could_be_comment(line);
    if (is_first) starts_.add(is_commented, number);
    if (layout_.has_ids && word_column_ > 0 && is_range_or_empty_node(fields.front())) return;
    if (is_commented || (number == 1 && line.starts_with("# ")))
      words_.note(number, "could be a comment, but has as many fields as words have, and is taken as a word");
    if (number == 1 && word_column_ < fields.size() && is_name_of_words(fields[word_column_]))
      words_.note(number, "could be the columns' names, but is taken as a word");
    words_.add(fields, number);
  }

  void end_sentence() {
    sentence_ = {};
    words_.end_sentence();
  }

  /// Throws Error for a line whose columns may have moved. More fields between tabs are notes behind the columns; a
  /// blank more or less moves all columns behind it. Where ids tell what a line is, sentences may have fewer fields
  /// than others, as where each predicate has a column of its own.
  void expect_even(const Fields& fields, long number) const {
    const bool is_other = layout_.has_ids && sentence_.fields < layout_.count;
    const std::size_t count = is_other ? sentence_.fields : layout_.count;
    if (fields.size() < count || (fields.size() > count && !layout_.tabs))
      throw uneven(fields, number, is_other ? sentence_ : FirstLine{layout_.count, layout_.example}, is_other);
  }

  /// A line and its number of fields.
  struct FirstLine {
    std::size_t fields = 0;
    long line = 0;
  };

  /// @param other the line it is held against, of the same sentence or of all
  Error uneven(const Fields& fields, long number, const FirstLine& other, bool same_sentence) const {
    return input_error(at(file_, number) + counted(fields.size(), "field") + " between " +
                           (layout_.tabs ? "tabs" : "blanks") + ", but " + std::to_string(other.fields) +
                           (same_sentence ? " in its sentence" : " in most lines") + ", as in line " +
                           std::to_string(other.line),
                       "correct the line; words that hold blanks need tabs between the fields, files with a column for "
                       "each predicate are read as conll2009 or conll2012");
  }

  const std::filesystem::path& file_;
  ColumnLayout layout_;
  std::size_t word_column_;
  FirstLine sentence_;  ///< without fields between sentences
  SentenceStarts starts_;
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
