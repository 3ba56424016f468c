#include "model/word_rows.hpp"

#include <algorithm>
#include <tuple>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

Range wanted_range(Range pieces, WordRule rule) {
  switch (rule) {
    case WordRule::last:
      return {pieces.end - 1, pieces.end};
    case WordRule::first:
      return {pieces.begin, pieces.begin + 1};
    case WordRule::mean:
      break;
  }
  return pieces;
}

}  // namespace

std::vector<Window> plan_sentence(const tokenizer::TokenizedSentence& sentence, std::size_t sentence_number,
                                  Index first_word, Index capacity, WordRule rule) {
  const std::vector<Range> ranges = plan_windows(sentence.num_pieces(), capacity);
  std::vector<Window> windows;
  for (const Range& range : ranges) windows.push_back({sentence_number, range, {}});
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    if (sentence.words[i].empty()) continue;
    const Range pieces{sentence.words[i].begin, sentence.words[i].end};
    const auto whole = best_window(ranges, pieces);
    const Range wanted = wanted_range(pieces, rule);
    for (Index piece = wanted.begin; piece < wanted.end; ++piece) {
      const std::size_t window = whole ? *whole : best_window(ranges, {piece, piece + 1}).value();
      windows[window].wanted.push_back({first_word + to_index(i), piece - ranges[window].begin});
    }
  }
  std::erase_if(windows, [](const Window& window) { return window.wanted.empty(); });
  return windows;
}

BatchRows rows_of(const PlannedBatch& batch, const std::vector<Window>& windows, Index offset) {
  struct Row {
    Index word, piece;
    std::int64_t row;
  };
  std::vector<Row> rows;
  for (std::size_t b = 0; b < batch.sequences.size(); ++b) {
    const Window& window = windows[batch.sequences[b]];
    for (const WantedPiece& piece : window.wanted)
      rows.push_back(
          {piece.word, window.pieces.begin + piece.position, to_index(b) * batch.length + offset + piece.position});
  }
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return std::tie(a.word, a.piece) < std::tie(b.word, b.piece); });
  BatchRows result;
  for (const Row& row : rows) {
    const Index position = to_index(result.rows.size());
    if (result.words.empty() || result.words.back().word != row.word)
      result.words.push_back({row.word, position, position});
    ++result.words.back().end;
    result.rows.push_back(row.row);
  }
  return result;
}

}  // namespace neurank::model
