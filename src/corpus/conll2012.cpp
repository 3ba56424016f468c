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

// Between the eleventh column and the last stand as many as the sentence has predicates.
constexpr std::array<std::string_view, 11> columns = {"document", "part",     "number", "word",    "pos",   "parse",
                                                      "lemma",    "frameset", "sense",  "speaker", "entity"};
constexpr std::size_t number_field = 2, word_field = 3;

std::size_t field_of(const std::string& source) {
  return to_size(std::ranges::find(columns, source) - columns.begin());  // of the last: behind the others
}

/// The columns that every line has, and behind them the last.
Fields named_fields(const Fields& fields) {
  Fields named(fields.begin(), fields.begin() + columns.size());
  named.push_back(fields.back());
  return named;
}

}  // namespace

void read_conll2012(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  WordCollector words(file, settings, word_field, field_of, text);
  words.reserve(count_lines(content));
  long next = 0;
  for_each_line(content, [&](std::string_view line, long number) {
    const Fields fields = split_whitespace(line);
    if (fields.empty() || fields.front().starts_with('#')) {
      next = 0;
      words.end_sentence();
      if (line.starts_with(document_begin)) words.begin_document();
      return;
    }
    if (fields.size() < columns.size() + 1)
      throw input_error(at(file, number) + counted(fields.size(), "column") + ", but CoNLL-2012 has " +
                            std::to_string(columns.size() + 1) + " or more, between blanks",
                        "correct the line, or name the corpus's format");
    if (whole_number(fields[number_field]) != next)
      throw input_error(at(file, number) + "the word number " + in_quotes(fields[number_field]) + " stands where " +
                            std::to_string(next) + " is expected",
                        "number the words of a sentence from 0, with an empty line after each sentence");
    ++next;
    words.add(named_fields(fields), number);
  });
  words.end_sentence();
}

}  // namespace neurank::corpus
