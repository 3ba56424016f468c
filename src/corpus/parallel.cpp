#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/formats.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

constexpr const char* remedy = "give both files the same number of lines, and each line as many labels as words";

/// A file that is read line by line beside others.
struct Side {
  std::filesystem::path file;
  std::string content;
  std::string_view rest;  ///< of the content
};

std::vector<std::string> sources_of(const CorpusSettings& settings) {
  std::vector<std::string> sources;
  for (const auto& [column, source] : settings.columns) sources.push_back(source);
  return sources;
}

/// The text, then the label file of each source.
std::vector<Side> read_sides(const std::filesystem::path& text, const std::vector<std::string>& sources) {
  std::vector<Side> sides = {{text, read_text_file(text), {}}};
  for (const std::string& source : sources) {
    const auto file = label_file(text, source);
    if (file == text)
      throw input_error(text.string() + ": has the extension " + source + ", which is that of its labels",
                        "name the label file's extension");
    sides.push_back({file, read_text_file(file), {}});
  }
  for (Side& side : sides) side.rest = side.content;
  return sides;
}

Error other_lines(const Side& longer, const Side& shorter, long line) {
  return input_error(
      at(longer.file, line) + "there is no such line in " + shorter.file.string() + ", which ends before it", remedy);
}

Error other_tokens(const Side& text, const Side& labels, long line, std::size_t words, std::size_t count) {
  return input_error(
      at(text.file, line) + counted(words, "word") + ", but " + at(labels.file, line) + counted(count, "label"),
      remedy);
}

/// Tokens of the next line of every file. @pre the text has one
std::vector<Fields> next_lines(std::vector<Side>& sides, long line) {
  std::vector<Fields> tokens;
  for (Side& side : sides) {
    if (side.rest.empty()) throw other_lines(sides.front(), side, line);
    tokens.push_back(split_whitespace(take_line(side.rest)));
    if (tokens.back().size() != tokens.front().size())
      throw other_tokens(sides.front(), side, line, tokens.front().size(), tokens.back().size());
  }
  return tokens;
}

}  // namespace

void read_parallel(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::vector<std::string> sources = sources_of(settings);
  std::vector<Side> sides = read_sides(file, sources);
  const auto field_of = [&](const std::string& source) {
    return to_size(std::ranges::find(sources, source) - sources.begin()) + 1;
  };
  WordCollector words(file, settings, 0, field_of, text);
  long line = 1;
  for (; !sides.front().rest.empty(); ++line) {
    const std::vector<Fields> tokens = next_lines(sides, line);
    for (std::size_t i = 0; i < tokens.front().size(); ++i) {
      Fields fields;
      for (const Fields& of_side : tokens) fields.push_back(of_side[i]);
      words.add(fields, line);
    }
    words.end_sentence();
  }
  for (const Side& side : sides)
    if (!side.rest.empty()) throw other_lines(side, sides.front(), line);
}

}  // namespace neurank::corpus
