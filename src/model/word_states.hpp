#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "model/language_model.hpp"
#include "model/model_settings.hpp"
#include "model/piece_alignment.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {

/// How the vectors of words are computed.
struct WordStateSettings {
  WordRule rule = WordRule::last;
  Index batch_pieces = 2048;  ///< padded pieces in one batch, at most (a longer single sequence runs alone)
};

/// Receives vectors of words of one layer: words[i] (position in the given text) has vector states.row(i).
using WordObserver = std::function<void(std::span<const Index> words, Index layer, ConstMatrixView states)>;

/// What is known of all words when their vectors have been handed out.
struct WordStateSummary {
  std::vector<std::uint8_t> has_vector;  ///< [T], 0 where the tokenizer left no piece
  Index padded_pieces = 0;               ///< positions of padding that the batches computed
  Alignment alignment;                   ///< how words and pieces match
};

/// Sentences of a text, as views.
struct Sentences {
  std::span<const std::string> words;       ///< [T]
  std::span<const Index> sentence_offsets;  ///< [S + 1] word at which each sentence starts; first 0, last T
};

/// Runs all sentences through the model in length-sorted padded batches. Every word with at least one piece is handed
/// out exactly once a layer. Sentences longer than the model's limit run in overlapping windows; each word's vector is
/// taken from the window in which it has the most context on its poorer side.
/// @param keep_going asked before each batch; when it says no, the work is given up by throwing Error(interrupted)
WordStateSummary compute_word_states(LanguageModel& model, const tokenizer::Tokenizer& tokenizer,
                                     const Sentences& sentences, const WordStateSettings& settings,
                                     const WordObserver& observer, const std::function<bool()>& keep_going);

}  // namespace neurank::model
