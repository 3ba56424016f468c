#include <algorithm>

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

constexpr std::size_t word = 0, pos = 1, category = 2;

std::size_t field_of(const std::string& source) {
  if (source == "pos") return pos;
  return source == "category" ? category : numbered_field(source);
}

/// The last fields of a token, cut from the right; fewer than asked for when it has no more.
Fields fields_of(std::string_view token, std::size_t count) {
  Fields fields;
  while (fields.size() + 1 < count) {
    const std::size_t bar = token.rfind('|');
    if (bar == std::string_view::npos) break;
    fields.push_back(token.substr(bar + 1));
    token = token.substr(0, bar);
  }
  fields.push_back(token);
  std::ranges::reverse(fields);
  return fields;
}

}  // namespace

void read_pipe(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  WordCollector words(file, settings, word, field_of, text);
  std::size_t count = 0;  // fields of a token; not known before the first one
  for_each_line(content, [&](std::string_view line, long number) {
    const Fields tokens = split_whitespace(line);
    if (tokens.empty() || (count == 0 && tokens.front() == "#")) return;
    if (count == 0) count = split(tokens.front(), '|').size();
    for (std::string_view token : tokens) {
      const Fields fields = fields_of(token, count);
      if (fields.size() != count)
        throw input_error(at(file, number) + "the token " + in_quotes(token) + " has " +
                              counted(fields.size(), "field") + ", but the file's first has " + std::to_string(count),
                          "correct the token");
      words.add(fields, number);
    }
    words.end_sentence();
  });
}

}  // namespace neurank::corpus
