#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "tokenizer/basic_tokenizer.hpp"
#include "tokenizer/pair_merges.hpp"
#include "tokenizer/unicode.hpp"
#include "tokenizer/vocabulary_training.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

using TokenCounts = std::map<std::u32string, Index>;

constexpr std::array special_pieces = {"[PAD]", WordPiece::unknown, WordPiece::start, WordPiece::end, "[MASK]"};
constexpr std::size_t max_token = 100;  // longer ones are [UNK] to the tokenizer

/// The pieces found so far, numbered in the order in which they are found.
class Pieces {
 public:
  /// The number of a piece, new or not.
  std::int32_t add(const std::string& piece) {
    const auto [found, is_new] = numbers_.emplace(piece, checked_cast<std::int32_t>(list_.size()));
    if (is_new) list_.push_back(piece);
    return found->second;
  }

  /// "ab" and "##c" are "abc" together.
  std::int32_t join(const PairMerges::Pair& pair) {
    return add(list_[to_size(pair.first)] + list_[to_size(pair.second)].substr(std::string_view("##").size()));
  }

  Index size() const { return to_index(list_.size()); }

  std::string text() const {
    std::string lines;
    for (const std::string& piece : list_) lines += piece + '\n';
    return lines;
  }

 private:
  std::vector<std::string> list_;
  std::map<std::string, std::int32_t> numbers_;
};

TokenCounts count_tokens(const std::vector<std::vector<std::string>>& sentences) {
  BasicSettings settings;
  settings.lower_case = settings.strip_accents = false;
  settings.kept = {special_pieces.begin(), special_pieces.end()};
  const BasicTokenizer tokenizer(settings);
  TokenCounts counts;
  for (const auto& sentence : sentences)
    for (const std::string& word : sentence)
      for (const std::string& token : tokenizer.tokenize(word)) {
        const std::u32string characters = to_code_points(token);
        const bool is_special = std::ranges::find(special_pieces, token) != special_pieces.end();
        if (!is_special && characters.size() <= max_token) ++counts[characters];
      }
  return counts;
}

Pieces first_pieces(const TokenCounts& counts) {
  std::set<char32_t> characters;
  for (const auto& [token, count] : counts) characters.insert(token.begin(), token.end());
  Pieces pieces;
  for (const char* piece : special_pieces) pieces.add(piece);
  for (const char32_t c : characters) pieces.add(to_utf8({&c, 1}));
  for (const char32_t c : characters) pieces.add("##" + to_utf8({&c, 1}));
  return pieces;
}

std::vector<CutWord> cut_at_characters(const TokenCounts& counts, Pieces& pieces) {
  std::vector<CutWord> words;
  for (const auto& [token, count] : counts) {
    CutWord word{{}, count};
    for (const char32_t& c : token)
      word.symbols.push_back(pieces.add((word.symbols.empty() ? "" : "##") + to_utf8({&c, 1})));
    words.push_back(std::move(word));
  }
  return words;
}

Error impossible_size(Index size, const std::string& problem, const std::string& remedy) {
  return input_error("a WordPiece vocabulary of " + std::to_string(size) + " pieces: " + problem, remedy);
}

void merge_up_to(Index size, const TokenCounts& counts, Pieces& pieces) {
  PairMerges merges(cut_at_characters(counts, pieces));
  while (pieces.size() < size) {
    const auto pair = merges.most_frequent();
    if (!pair)
      throw impossible_size(size, "the text yields no more than " + std::to_string(pieces.size()),
                            "choose a smaller vocabulary or give more text");
    merges.merge(*pair, pieces.join(*pair));
  }
}

}  // namespace

void write_word_piece_vocabulary(const std::vector<std::vector<std::string>>& sentences, Index size,
                                 const std::filesystem::path& file) {
  const TokenCounts counts = count_tokens(sentences);
  if (counts.empty()) throw impossible_size(size, "the text has no word", "give some text");
  Pieces pieces = first_pieces(counts);
  if (pieces.size() > size)
    throw impossible_size(size,
                          "the characters of the text and the special pieces are " + std::to_string(pieces.size()),
                          "choose a larger vocabulary");
  merge_up_to(size, counts, pieces);
  write_file(file, pieces.text());
}

}  // namespace neurank::tokenizer
