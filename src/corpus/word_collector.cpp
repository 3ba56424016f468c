#include "corpus/word_collector.hpp"

#include <algorithm>
#include <utility>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "corpus/formats.hpp"

namespace neurank::corpus {
namespace {

/// Makes room for `count` more values; at least doubles, so that many small files stay cheap.
void reserve_more(std::vector<std::string>& values, std::size_t count) {
  const std::size_t needed = values.size() + count;
  if (needed > values.capacity()) values.reserve(std::max(needed, 2 * values.capacity()));
}

}  // namespace

WordCollector::WordCollector(std::filesystem::path file, const CorpusSettings& settings, std::size_t word,
                             const FieldOf& field_of, TaggedText& text)
    : file_(std::move(file)), text_(text), targets_{{"the word", "", word, text.words}} {
  for (const auto& [name, source] : settings.columns)
    targets_.push_back({"'" + name + "'", name, field_of(source), text.columns[name]});
}

void WordCollector::reserve(std::size_t words) {
  for (const Target& target : targets_) reserve_more(target.values, words);
}

void WordCollector::add(const Fields& fields, long line) {
  for (const Target& target : targets_) {
    if (target.field >= fields.size()) throw too_few_fields(line, fields.size(), target);
    if (fields[target.field].empty())
      throw input_error(at(file_, line) + target.name + " is empty", "correct the line");
    target.values.emplace_back(fields[target.field]);
  }
}

void WordCollector::skip(const Fields& fields) {
  for (const Target& target : targets_)
    if (&target != &targets_.front() && target.field < fields.size())
      text_.passed_over[target.column].emplace(fields[target.field]);
}

void WordCollector::note(long line, const std::string& what) {
  if (!has_noted_) text_.notes.push_back(at(file_, line) + what);
  has_noted_ = true;
}

void WordCollector::begin_document() {
  std::vector<Index>& starts = text_.document_starts;
  if (starts.empty() || starts.back() < text_.num_words()) starts.push_back(text_.num_words());
}

void WordCollector::end_sentence() {
  if (text_.num_words() > text_.sentence_offsets.back()) text_.sentence_offsets.push_back(text_.num_words());
}

Error WordCollector::too_few_fields(long line, std::size_t count, const Target& target) const {
  return input_error(at(file_, line) + counted(count, "column") + ", but " + target.name + " is expected in column " +
                         std::to_string(target.field) + " (the first is 0)",
                     "correct the line or the column numbers of the corpus");
}

std::size_t numbered_field(const std::string& source) {
  const auto number = field_number(source);
  NEURANK_EXPECT(number.has_value());
  return to_size(number.value());
}

}  // namespace neurank::corpus
