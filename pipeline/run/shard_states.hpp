#pragma once

#include <functional>

#include "model/language_model.hpp"
#include "model/word_states.hpp"
#include "run/facts.hpp"
#include "run/shard_text.hpp"
#include "store/activation_file.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::run {

/// Vectors of a shard's words as a file holds them, and what else was found out about the words.
struct ShardStates {
  store::ActivationRows rows;
  model::WordStateSummary summary;
};

/// Runs a model on a shard's sentences. @param facts of the model  @param keep_going as compute_word_states() has it
ShardStates compute_shard(model::LanguageModel& model, const tokenizer::Tokenizer& tokenizer, const ModelFacts& facts,
                          const grid::Experiment& experiment, const ShardText& text,
                          const std::function<bool()>& keep_going);

}  // namespace neurank::run
