#include "run/neurox_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::run {
namespace {

constexpr const char* no_vector = "no vector";
constexpr const char* by_task = "left out by the task";

/// Characters, in UTF-8, at which Python's str.split() parts a text: Unicode's white space and U+001C to U+001F.
constexpr std::array<std::string_view, 29> white_space = {
    "\t",           "\n",           "\v",           "\f",           "\r",
    "\x1c",         "\x1d",         "\x1e",         "\x1f",         " ",
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

/// Bytes of the white space character at the start of a text; 0 where there is none.
std::size_t white_space_bytes(std::string_view text) {
  const auto found = std::ranges::find_if(white_space, [&](std::string_view space) { return text.starts_with(space); });
  return found == white_space.end() ? 0 : found->size();
}

/// Labels by number, each another one.
std::vector<std::string> label_names(const corpus::EncodedLabels& labels) {
  std::vector<std::string> names;
  std::map<std::string, std::string> origins;
  for (const std::string& name : labels.names) {
    names.push_back(without_white_space(name));
    const auto [origin, is_new] = origins.emplace(names.back(), name);
    if (!is_new)
      throw input_error("labels " + in_quotes(origin->second) + " and " + in_quotes(name) +
                            " are the same without white space, which NeuroX's files cannot hold",
                        "name one of them otherwise in the corpus");
  }
  return names;
}

/// Adds the next word of a line.
void append(const std::string& token, bool is_first, std::string& file) {
  if (!is_first) file += ' ';
  file += token;
}

class Writer {
 public:
  explicit Writer(const CellWords& cell) : cell_(cell), labels_(label_names(cell.labels)) {}

  /// @param sentence its number, from 1
  void add_sentence(Range rows, Index sentence) {
    std::vector<Index> used;
    for (Index row = rows.begin; row < rows.end; ++row) {
      if (cell_.used[to_size(row)] == 0) {
        note(rows, row, sentence, cell_.valid[to_size(row)] == 0 ? no_vector : by_task);
        continue;
      }
      add_word(rows, row, sentence, used.empty());
      used.push_back(row);
    }
    if (used.empty()) return;
    text_.sentences.push_back(std::move(used));
    text_.word_file += '\n';
    text_.label_file += '\n';
  }

  NeuroxText take() { return std::move(text_); }

 private:
  void note(Range rows, Index row, Index sentence, const std::string& what) {
    text_.notes.push_back({sentence, row - rows.begin + 1, cell_.words[to_size(row)], what});
  }

  void add_word(Range rows, Index row, Index sentence, bool is_first) {
    const std::string& word = cell_.words[to_size(row)];
    text_.words.push_back(without_white_space(word));
    if (text_.words.back() != word) note(rows, row, sentence, "written as " + text_.words.back());
    append(text_.words.back(), is_first, text_.word_file);
    append(labels_[to_size(cell_.labels.ids[to_size(row)])], is_first, text_.label_file);
  }

  const CellWords& cell_;
  std::vector<std::string> labels_;
  NeuroxText text_;
};

Index count_of(const std::vector<WordNote>& notes, const char* what) {
  return std::ranges::count_if(notes, [&](const WordNote& one) { return one.note == what; });
}

}  // namespace

std::string without_white_space(const std::string& text) {
  std::string result;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t bytes = white_space_bytes(rest);
    result += bytes > 0 ? '_' : rest.front();
    rest.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return result;
}

NeuroxText neurox_text(const CellWords& cell, Range split) {
  Writer writer(cell);
  Index sentence = 0;
  for (std::size_t s = 0; s + 1 < cell.sentence_offsets.size(); ++s) {
    const Range rows = {cell.sentence_offsets[s], cell.sentence_offsets[s + 1]};
    if (rows.begin >= split.begin && rows.end <= split.end && rows.size() > 0) writer.add_sentence(rows, ++sentence);
  }
  return writer.take();
}

Index NeuroxText::longest() const {
  std::size_t longest = 0;
  for (const auto& sentence : sentences) longest = std::max(longest, sentence.size());
  return to_index(longest);
}

Index NeuroxText::without_vector() const { return count_of(notes, no_vector); }

Index NeuroxText::left_out() const { return count_of(notes, by_task); }

}  // namespace neurank::run
