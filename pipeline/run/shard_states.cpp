#include "run/shard_states.hpp"

namespace neurank::run {

ShardStates compute_shard(model::LanguageModel& model, const tokenizer::Tokenizer& tokenizer, const ModelFacts& facts,
                          const grid::Experiment& experiment, const ShardText& text,
                          const std::function<bool()>& keep_going) {
  store::ActivationRows rows(text.words(), facts.shape.layers, facts.shape.width, experiment.extract.dtype,
                             facts.shape.layer_numbers);
  auto summary = model::compute_word_states(
      model, tokenizer, text.sentences(), {.rule = experiment.extract.words},
      [&](std::span<const Index> which, Index layer, ConstMatrixView states) { rows.put(which, layer, states); },
      keep_going);
  return {std::move(rows), std::move(summary)};
}

}  // namespace neurank::run
