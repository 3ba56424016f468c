#include <algorithm>
#include <array>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/token_id.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

constexpr std::array<std::string_view, 14> columns = {"id",     "form",    "lemma",    "plemma", "pos",
                                                      "ppos",   "feat",    "pfeat",    "head",   "phead",
                                                      "deprel", "pdeprel", "fillpred", "pred"};
constexpr std::size_t form = 1;

std::size_t field_of(const std::string& source) {
  return to_size(std::ranges::find(columns, source) - columns.begin());
}

}  // namespace

void read_conll2009(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  WordCollector words(file, settings, form, field_of, text);
  words.reserve(count_lines(content));
  long last_id = 0;
  for_each_line(content, [&](std::string_view line, long number) {
    if (is_blank(line)) {
      last_id = 0;
      return words.end_sentence();
    }
    const Fields fields = split(line, '\t');
    if (fields.size() < columns.size())
      throw input_error(at(file, number) + counted(fields.size(), "column") + ", but CoNLL-2009 has " +
                            std::to_string(columns.size()) + " or more, between tabs",
                        "correct the line, or name the corpus's format");
    if (whole_number(fields[0]) != last_id + 1)
      throw input_error(at(file, number) + "the id " + in_quotes(fields[0]) + " stands where " +
                            std::to_string(last_id + 1) + " is expected",
                        "number the words of a sentence, with an empty line after each sentence");
    ++last_id;
    words.add(fields, number);
  });
  words.end_sentence();
}

}  // namespace neurank::corpus
