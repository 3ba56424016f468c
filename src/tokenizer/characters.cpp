#include "tokenizer/characters.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

// Ids up to 256 are bytes.
constexpr std::int32_t sentence_begin = 257, sentence_end = 258, word_begin = 259, word_end = 260;
constexpr std::size_t max_bytes = Characters::ids_in_a_word - 2;

constexpr const char* begin_word = "<S>";
constexpr const char* end_word = "</S>";

void add_word(std::string_view word, std::vector<std::int32_t>& ids) {
  const std::size_t end = ids.size() + Characters::ids_in_a_word;
  ids.push_back(word_begin);
  if (word == begin_word)
    ids.push_back(sentence_begin);
  else if (word == end_word)
    ids.push_back(sentence_end);
  else
    for (const char byte : word.substr(0, max_bytes)) ids.push_back(static_cast<unsigned char>(byte) + 1);
  ids.push_back(word_end);
  ids.resize(end, Characters::padding);
}

std::vector<std::int32_t> word_ids(std::string_view word) {
  std::vector<std::int32_t> ids;
  add_word(word, ids);
  return ids;
}

bool tells_of_characters(const fs::path& file) {
  const std::string name = file.filename();
  return name == "weights.th" || name == "options.json" || name.ends_with("_options.json");
}

}  // namespace

TokenizedSentence Characters::tokenize(std::span<const std::string> words) const {
  TokenizedSentence sentence;
  sentence.ids.reserve(words.size() * ids_in_a_word);
  for (const std::string& word : words) {
    const auto position = checked_cast<std::int32_t>(sentence.words.size());
    add_word(word, sentence.ids);
    sentence.words.push_back({position, position + 1});
  }
  return sentence;
}

std::string Characters::spell(std::span<const std::int32_t> ids) const {
  NEURANK_EXPECT(ids.size() == ids_in_a_word);
  std::string word;
  for (const std::int32_t id : ids) {
    NEURANK_EXPECT(0 <= id && id < vocabulary);
    if (id == sentence_begin) return begin_word;
    if (id == sentence_end) return end_word;
    if (1 <= id && id <= 256) word.push_back(static_cast<char>(id - 1));
  }
  return word.substr(0, invalid_utf8(word).value_or(word.size()));
}

Framing Characters::framing() const { return {word_ids(begin_word), word_ids(end_word)}; }

bool reads_characters(const fs::path& model) {
  std::error_code ignored;
  if (model.filename().string().ends_with(".tar.gz")) return true;
  if (fs::exists(model / "model.tar.gz", ignored) && !fs::exists(model / "config.json", ignored)) return true;
  const fs::directory_iterator folder(model, ignored);
  return std::any_of(begin(folder), end(folder), [](const auto& entry) { return tells_of_characters(entry.path()); });
}

}  // namespace neurank::tokenizer
