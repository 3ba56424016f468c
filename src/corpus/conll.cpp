#include "base/cast.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {

void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  WordCollector words(file, settings, to_size(settings.word_column), numbered_field, text);
  words.reserve(count_lines(content));
  for_each_line(content, [&](std::string_view line, long number) {
    const Fields fields = split_whitespace(line);
    if (fields.empty())
      words.end_sentence();
    else
      words.add(fields, number);
  });
  words.end_sentence();
}

}  // namespace neurank::corpus
