#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "corpus/formats.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

bool is_comment(std::string_view line) { return line == "#" || line.starts_with("# ") || line.starts_with("##"); }

/// Names in a comment such as `# tok:gold<TAB>sym:gold`; none when it does not name fields.
Fields names_in(std::string_view comment) {
  if (!comment.starts_with("# ") || comment.find('\t') == std::string_view::npos) return {};
  Fields names = split(comment.substr(2), '\t');
  for (std::string_view& name : names) {
    const std::size_t colon = name.find(':');
    if (colon == std::string_view::npos || name.find(' ') != std::string_view::npos) return {};
    name = name.substr(0, colon);
  }
  return names;
}

/// The names that every comment of the file gives to the fields; none without such a comment.
Fields header_of(const std::filesystem::path& file, std::string_view content) {
  Fields header;
  for_each_line(content, [&](std::string_view line, long number) {
    const Fields names = names_in(line);
    if (!header.empty() && !names.empty() && names != header)
      throw input_error(at(file, number) + "names the fields differently from the file's first such comment",
                        "split the file, or give the numbers of the fields");
    if (header.empty()) header = names;
  });
  return header;
}

/// Where the header names a field; a second field of that name when the first holds the words.
std::size_t named_field(const std::filesystem::path& file, const Fields& header, const std::string& name,
                        std::size_t word) {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name && i != word) return i;
  throw input_error(
      at(file, 1) + "no comment such as '# tok:gold<TAB>" + name + ":gold' names the field '" + name + "'",
      "give the number of the field");
}

/// Blanks in place of the "~" between the words of a multi-word token.
std::string with_blanks(std::string_view token) {
  std::string word(token);
  for (std::size_t i = 1; i + 1 < token.size(); ++i)
    if (token[i] == '~' && token[i - 1] != '~' && token[i + 1] != '~') word[i] = ' ';
  return word;
}

}  // namespace

void read_pmb(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  const auto by_name = [](const auto& column) { return !field_number(column.second); };
  const bool has_names = std::ranges::any_of(settings.columns, by_name);
  const Fields header = has_names ? header_of(file, content) : Fields();
  const auto word = to_size(settings.word_column);
  const auto field_of = [&](const std::string& source) {
    return field_number(source) ? numbered_field(source) : named_field(file, header, source, word);
  };
  WordCollector words(file, settings, word, field_of, text);
  words.reserve(count_lines(content));
  for_each_line(content, [&](std::string_view line, long number) {
    if (marks_document(line)) words.begin_document();
    if (is_comment(line)) return;
    if (is_blank(line)) return words.end_sentence();
    Fields fields = split(line, '\t');
    const std::string joined = word < fields.size() ? with_blanks(fields[word]) : "";
    if (word < fields.size()) fields[word] = joined;
    words.add(fields, number);
  });
  words.end_sentence();
}

}  // namespace neurank::corpus
