#include "run/extraction.hpp"

#include <algorithm>
#include <iostream>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "report/text_table.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() { return grid_options(); }

std::vector<std::string> line_of(const std::string& model, const std::string& corpus, const model::Alignment& found) {
  const auto words = to_double(found.words);
  Index single = 0;
  for (std::size_t k = 0; k < std::min<std::size_t>(2, found.words_by_pieces.size()); ++k)
    single += found.words_by_pieces[k];
  return {model,
          corpus,
          std::to_string(found.sentences),
          std::to_string(found.words),
          formatted("%.3f", to_double(found.pieces) / words),
          formatted("%.1f%%", 100 * to_double(found.words - single) / words),
          std::to_string(model::total(found.words_with_unknown)),
          std::to_string(model::total(found.words_without_pieces)),
          std::to_string(found.windowed_sentences)};
}

int print_alignment(const Call& call) {
  const auto experiment = read_grid(call.values);
  std::vector<std::vector<std::string>> lines;
  for (const auto& corpus : experiment.corpora) {
    const corpus::TaggedText text = corpus::read_corpus(corpus).text;
    for (const auto& model : experiment.models)
      lines.push_back(line_of(model.name, corpus.name, run::align_text(model, {text.words, text.sentence_offsets})));
  }
  std::cout << report::text_table(
      {"model", "corpus", "sentences", "words", "pieces a word", "several", "unknown", "no piece", "windowed"}, lines);
  return exit_done;
}

}  // namespace

Command alignment_command() {
  return {.name = "alignment",
          .about = "show how words and pieces of a grid's models and corpora match",
          .collective = false,
          .usage = "neurank alignment GRID.yaml [--set KEY=VALUE]...",
          .description =
              "Shows for every model and corpus of a grid how words and pieces match: pieces a word, words of several "
              "pieces, words with a piece that stands for the unknown, words without any piece (they get no vector), "
              "and sentences longer than the model reads at once (they run in overlapping windows). Reads no weights.",
          .options = options(),
          .run = print_alignment};
}

}  // namespace neurank::cli
