#include "run/shard_states.hpp"

#include <optional>

#include "model/first_words.hpp"

namespace neurank::run {
namespace {

bool reads_no_start(const model::ModelShape& shape, const tokenizer::Tokenizer& tokenizer) {
  return shape.is_causal && tokenizer.framing().before.empty();
}

}  // namespace

ShardStates compute_shard(model::LanguageModel& model, const tokenizer::Tokenizer& tokenizer, const ModelFacts& facts,
                          const grid::Experiment& experiment, const ShardText& text,
                          const std::function<bool()>& keep_going) {
  store::ActivationRows rows(text.words(), facts.shape.layers, facts.shape.width, experiment.extract.dtype,
                             facts.shape.layer_numbers);
  std::optional<model::FirstWordLengths> lengths;
  if (reads_no_start(facts.shape, tokenizer)) lengths.emplace(text.sentences().sentence_offsets, facts.shape.layers);
  auto summary = model::compute_word_states(
      model, tokenizer, text.sentences(), {.rule = experiment.extract.words},
      [&](std::span<const Index> which, Index layer, ConstMatrixView states) {
        rows.put(which, layer, states);
        if (lengths) lengths->take(which, layer, states);
      },
      keep_going);
  if (lengths) summary.alignment.first_words = lengths->result();
  return {std::move(rows), std::move(summary)};
}

}  // namespace neurank::run
