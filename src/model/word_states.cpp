#include "model/word_states.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/mean_collector.hpp"
#include "model/word_rows.hpp"

namespace neurank::model {
namespace {

/// All sentences as pieces, and how they are run.
struct Plan {
  std::vector<tokenizer::TokenizedSentence> sentences;
  tokenizer::Framing framing;
  Index ids_per_piece = 1;
  std::vector<Window> windows;
  std::vector<PlannedBatch> batches;
  std::vector<Index> wanted_pieces;  ///< [T] of each word, over all windows
  WordStateSummary summary;

  Index offset() const { return to_index(framing.before.size()) / ids_per_piece; }
  Index framing_pieces() const { return offset() + to_index(framing.after.size()) / ids_per_piece; }
};

void plan_batches_of(Plan& plan, Index batch_pieces, Index batch_cost) {
  std::vector<Index> lengths;
  for (const Window& window : plan.windows) {
    lengths.push_back(window.pieces.size() + plan.framing_pieces());
    for (const WantedPiece& piece : window.wanted) ++plan.wanted_pieces[to_size(piece.word)];
  }
  plan.batches = plan_batches(lengths, batch_pieces, batch_cost);
  for (const PlannedBatch& batch : plan.batches)
    for (const std::size_t sequence : batch.sequences) plan.summary.padded_pieces += batch.length - lengths[sequence];
}

Plan make_plan(const LanguageModel& model, const tokenizer::Tokenizer& tokenizer, std::span<const std::string> words,
               std::span<const Index> sentence_offsets, const WordStateSettings& settings) {
  const ModelShape& shape = model.shape();
  Plan plan;
  plan.framing = tokenizer.framing();
  plan.ids_per_piece = tokenizer.ids_per_piece();
  plan.wanted_pieces.resize(words.size());
  plan.summary.has_vector.resize(words.size());
  const Index capacity = window_capacity(shape, tokenizer);
  for (std::size_t s = 0; s + 1 < sentence_offsets.size(); ++s) {
    const Index first_word = sentence_offsets[s];
    const auto of_sentence = words.subspan(to_size(first_word), to_size(sentence_offsets[s + 1] - first_word));
    plan.sentences.push_back(tokenizer.tokenize(of_sentence));
    const tokenizer::TokenizedSentence& sentence = plan.sentences.back();
    expect_in_vocabulary(sentence.ids, shape);
    count_sentence(plan.summary.alignment, tokenizer, of_sentence, sentence, capacity);
    for (std::size_t i = 0; i < sentence.words.size(); ++i)
      plan.summary.has_vector[to_size(first_word) + i] = !sentence.words[i].empty();
    for (Window& window : plan_sentence(sentence, s, first_word, capacity, settings.rule))
      plan.windows.push_back(std::move(window));
  }
  plan_batches_of(plan, settings.batch_pieces, model.batch_cost());
  return plan;
}

PieceBatch pieces_of(const Plan& plan, const PlannedBatch& batch) {
  PieceBatch pieces;
  pieces.length = batch.length;
  const Index row = batch.length * plan.ids_per_piece;
  pieces.ids.resize(batch.sequences.size() * to_size(row));
  for (std::size_t b = 0; b < batch.sequences.size(); ++b) {
    const Window& window = plan.windows[batch.sequences[b]];
    const std::vector<std::int32_t>& ids = plan.sentences[window.sentence].ids;
    auto out = pieces.ids.begin() + to_index(b) * row;
    out = std::copy(plan.framing.before.begin(), plan.framing.before.end(), out);
    out = std::copy(ids.begin() + window.pieces.begin * plan.ids_per_piece,
                    ids.begin() + window.pieces.end * plan.ids_per_piece, out);
    std::copy(plan.framing.after.begin(), plan.framing.after.end(), out);
    pieces.lengths.push_back(window.pieces.size() + plan.framing_pieces());
  }
  return pieces;
}

void run_batch(LanguageModel& model, const PieceBatch& pieces, const BatchRows& rows, const WordObserver& observer) {
  std::vector<Index> words;
  for (const WordRows& word : rows.words) words.push_back(word.word);
  model.run(pieces, rows.rows, [&](Index layer, ConstMatrixView states) { observer(words, layer, states); });
}

void run_batch(LanguageModel& model, const PieceBatch& pieces, const BatchRows& rows, MeanCollector& means) {
  means.start(rows);
  model.run(pieces, rows.rows, [&](Index layer, ConstMatrixView states) { means.take(rows, layer, states); });
}

}  // namespace

WordStateSummary compute_word_states(LanguageModel& model, const tokenizer::Tokenizer& tokenizer,
                                     const Sentences& sentences, const WordStateSettings& settings,
                                     const WordObserver& observer, const std::function<bool()>& keep_going) {
  const auto& [words, sentence_offsets] = sentences;
  NEURANK_EXPECT(!sentence_offsets.empty() && sentence_offsets.front() == 0);
  NEURANK_EXPECT(sentence_offsets.back() == to_index(words.size()));
  Plan plan = make_plan(model, tokenizer, words, sentence_offsets, settings);
  MeanCollector means(plan.wanted_pieces, model.shape(), observer);
  for (const PlannedBatch& batch : plan.batches) {
    if (!keep_going()) throw Error(Cause::interrupted, "stopped on request", "run the same command again to resume");
    const BatchRows rows = rows_of(batch, plan.windows, plan.offset());
    if (settings.rule == WordRule::mean)
      run_batch(model, pieces_of(plan, batch), rows, means);
    else
      run_batch(model, pieces_of(plan, batch), rows, observer);
  }
  return std::move(plan.summary);
}

}  // namespace neurank::model
