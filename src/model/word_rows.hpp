#pragma once

#include <cstdint>
#include <vector>

#include "model/batch_plan.hpp"
#include "model/word_states.hpp"

namespace neurank::model {

/// A piece whose state is wanted.
struct WantedPiece {
  Index word = 0;      ///< in the whole text
  Index position = 0;  ///< in its window, framing not counted
};

/// A stretch of a sentence that the model reads at once.
struct Window {
  std::size_t sentence = 0;
  Range pieces;  ///< of the sentence, framing not counted
  std::vector<WantedPiece> wanted;
};

/// Cuts a tokenised sentence into windows and finds for every word, by the rule, which pieces are wanted and in which
/// window: the one that has the most context around the whole word, or, when no window holds the whole word, around
/// each wanted piece. Windows in which nothing is wanted are left out.
/// @param first_word where the sentence's words start in the whole text
std::vector<Window> plan_sentence(const tokenizer::TokenizedSentence& sentence, std::size_t sentence_number,
                                  Index first_word, Index capacity, WordRule rule);

/// Rows of a batch that belong to one word.
struct WordRows {
  Index word = 0;
  Index begin = 0, end = 0;  ///< in BatchRows::rows

  Index size() const { return end - begin; }
};

/// The states to take from one batch.
struct BatchRows {
  std::vector<std::int64_t> rows;  ///< positions b * P + p; those of one word are neighbours, in sentence order
  std::vector<WordRows> words;     ///< ascending
};

/// The rows of a batch in which the wanted pieces of its windows are.
/// @param offset pieces of framing before every sequence
BatchRows rows_of(const PlannedBatch& batch, const std::vector<Window>& windows, Index offset);

}  // namespace neurank::model
