#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/first_words.hpp"
#include "model/language_model.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {

/// How the words of a text and the pieces of a model match: no word is lost silently (docs/method.md 1.4).
struct Alignment {
  Index sentences = 0;
  Index words = 0;
  Index pieces = 0;              ///< framing not counted
  Index unknown_pieces = 0;      ///< pieces that stand for what the vocabulary cannot spell
  Index windowed_sentences = 0;  ///< longer than the model's limit, run in overlapping windows

  std::vector<Index> words_by_pieces;                 ///< [k] number of words of k pieces, from k = 0
  std::map<std::string, Index> words_without_pieces;  ///< word -> how often; these get no vector
  std::map<std::string, Index> words_with_unknown;    ///< word with an unknown piece -> how often
  Index cut_otherwise = 0;                   ///< sentences that a tokenizer.json that is not followed cuts otherwise
  std::string cut_otherwise_example;         ///< the first of them
  std::optional<FirstWords> first_words;     ///< of decoders that read no start token
  std::vector<std::string> tokenizer_notes;  ///< what was decided when the tokenizer was read
};

/// Counts one sentence. @param sentence its pieces  @param capacity as window_capacity() gives it
void count_sentence(Alignment& alignment, const tokenizer::Tokenizer& tokenizer, std::span<const std::string> words,
                    const tokenizer::TokenizedSentence& sentence, Index capacity);

/// Adds the counts of another part of the text.
void add(Alignment& alignment, const Alignment& part);

/// Tokenises a text and counts. @param words [T]  @param sentence_offsets [S + 1], first 0, last T
/// Throws Error when the tokenizer is not the model's.
Alignment align(const ModelShape& shape, const tokenizer::Tokenizer& tokenizer, std::span<const std::string> words,
                std::span<const Index> sentence_offsets);

/// What people should know of it: words without vectors, a tokenizer.json that cuts more than one sentence in a hundred
/// otherwise than the file that is followed, and long vectors of first words. Sentences without subject, such as "no
/// vector for 3 words".
std::vector<std::string> warnings(const Alignment& alignment);

/// How often the words of a list occur together.
Index total(const std::map<std::string, Index>& counts);

/// So many words of a kind show what is going on.
inline constexpr std::size_t few_words = 50;

/// The counts as a JSON object. @param listed the two lists of words are cut to so many, the most frequent ones
std::string to_json(const Alignment& alignment, std::size_t listed = few_words);

/// What to_json() wrote with all words listed, or nothing for any other text.
std::optional<Alignment> alignment_of_json(const std::string& text);

/// Longest stretch of a sentence that a model reads at once, in pieces, framing not counted. Throws Error when the
/// tokenizer is of another kind than the model, its framing is not in the model's vocabulary, or the framing leaves no
/// room.
Index window_capacity(const ModelShape& shape, const tokenizer::Tokenizer& tokenizer);

/// Throws Error when an id is not in the model's vocabulary.
void expect_in_vocabulary(std::span<const std::int32_t> ids, const ModelShape& shape);

}  // namespace neurank::model
