#include "tokenizer/steps/step_tokenizer.hpp"

#include <utility>

#include "base/error.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

/// The word of each byte of a text in UTF-8.
std::vector<std::uint32_t> words_of_bytes(const TracedText& text) {
  std::vector<std::uint32_t> words;
  for (std::size_t i = 0; i < text.size(); ++i)
    words.insert(words.end(), to_utf8(std::u32string_view(text.characters).substr(i, 1)).size(), text.words[i]);
  return words;
}

}  // namespace

StepTokenizer::StepTokenizer(Steps steps) : steps_(std::move(steps)) {
  for (const AddedToken& token : steps_.added) {
    Looked& looked = token.normalized ? normalized_ : as_written_;
    TracedText text;
    text.add(to_code_points(token.content), 0);
    if (token.normalized && steps_.normalizer) text = steps_.normalizer(text);
    if (text.empty()) continue;
    looked.tokens.push_back(token);
    looked.spelled.push_back(to_utf8(text.characters));
  }
}

TokenizedSentence StepTokenizer::tokenize(std::span<const std::string> words) const {
  OwnedPieces pieces;
  for (const Section& section : cut_at_tokens(joined(words), as_written_.tokens, as_written_.spelled)) {
    if (section.id)
      pieces.add(*section.id, section.text.words.front());
    else
      cut_section(section.text, pieces);
  }
  return std::move(pieces).finish(words.size());
}

void StepTokenizer::cut_section(const TracedText& text, OwnedPieces& pieces) const {
  const TracedText normal = steps_.normalizer ? steps_.normalizer(text) : text;
  for (const Section& section : cut_at_tokens(normal, normalized_.tokens, normalized_.spelled)) {
    if (section.id) {
      pieces.add(*section.id, section.text.words.front());
      continue;
    }
    std::vector<TracedText> parts = {section.text};
    if (steps_.pre_tokenizer) parts = steps_.pre_tokenizer(std::move(parts));
    for (const TracedText& part : parts) add_pieces(part, pieces);
  }
}

void StepTokenizer::add_pieces(const TracedText& text, OwnedPieces& pieces) const {
  std::vector<BytePiece> cut;
  steps_.model->cut(to_utf8(text.characters), cut);
  const std::vector<std::uint32_t> words = words_of_bytes(text);
  std::size_t byte = 0;
  for (const BytePiece& piece : cut) {
    pieces.add(piece.id, words[byte]);
    byte += piece.size;
  }
}

std::string StepTokenizer::spell(std::span<const std::int32_t> ids) const {
  NEURANK_EXPECT(ids.size() == 1 && 0 <= ids[0] && ids[0] < steps_.vocabulary->size());
  return steps_.vocabulary->pieces()[ids[0]];
}

}  // namespace neurank::tokenizer
