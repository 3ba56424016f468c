#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"

namespace neurank::corpus {
namespace {

using Fields = std::vector<std::string_view>;

/// The part of the text that takes one field of every line.
struct Target {
  std::string name;
  std::size_t field;
  std::vector<std::string>& values;
};

std::vector<Target> targets_of(const CorpusSettings& settings, TaggedText& text) {
  std::vector<Target> targets = {{"the word", static_cast<std::size_t>(settings.word_column), text.words}};
  for (const auto& [name, field] : settings.columns)
    targets.push_back({"'" + name + "'", static_cast<std::size_t>(field), text.columns[name]});
  return targets;
}

Error too_few_fields(const std::string& place, std::size_t count, const Target& target) {
  return input_error(place + std::to_string(count) + (count == 1 ? " column" : " columns") + ", but " + target.name +
                         " is asked from column " + std::to_string(target.field) + " (the first is 0)",
                     "mend the line or the column numbers of the corpus");
}

/// Makes room for so many more values; at least doubles, so that many small files stay cheap.
void reserve_more(std::vector<std::string>& values, std::size_t count) {
  const std::size_t needed = values.size() + count;
  if (needed > values.capacity()) values.reserve(std::max(needed, 2 * values.capacity()));
}

void end_sentence(TaggedText& text) {
  if (text.num_words() > text.sentence_offsets.back()) text.sentence_offsets.push_back(text.num_words());
}

}  // namespace

void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  const std::vector<Target> targets = targets_of(settings, text);
  const auto lines = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n')) + 1;
  for (const Target& target : targets) reserve_more(target.values, lines);
  std::string_view rest = content;
  for (long line = 1; !rest.empty(); ++line) {
    const Fields fields = split_whitespace(take_line(rest));
    if (fields.empty()) {
      end_sentence(text);
      continue;
    }
    for (const Target& target : targets) {
      if (target.field >= fields.size()) throw too_few_fields(at(file, line), fields.size(), target);
      target.values.emplace_back(fields[target.field]);
    }
  }
  end_sentence(text);
}

}  // namespace neurank::corpus
