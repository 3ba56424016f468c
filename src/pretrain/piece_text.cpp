#include "pretrain/piece_text.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/files.hpp"
#include "pretrain/training_text.hpp"

namespace neurank::pretrain {

PieceText::PieceText(const std::filesystem::path& vocabulary, Index max_words, Index max_pieces)
    : vocabulary_(vocabulary),
      tokenizer_(tokenizer::load_tokenizer(vocabulary)),
      framing_(tokenizer_->framing()),
      max_words_(max_words),
      max_pieces_(max_pieces) {
  NEURANK_EXPECT(max_words > 0 && max_pieces > 0);
}

Pieces PieceText::pieces(std::span<const std::string> words) const {
  const tokenizer::TokenizedSentence sentence = tokenizer_->tokenize(words);
  return {sentence.ids.begin(), sentence.ids.end()};
}

Pieces PieceText::frame(std::span<const std::int64_t> pieces) const {
  Pieces framed(framing_.before.begin(), framing_.before.end());
  framed.insert(framed.end(), pieces.begin(), pieces.end());
  framed.insert(framed.end(), framing_.after.begin(), framing_.after.end());
  return framed;
}

std::vector<Pieces> PieceText::sequences(std::span<const Words> sentences) const {
  std::vector<Pieces> sequences;
  const auto length = to_size(max_pieces_);
  for (const Words& part : cut_sentences(sentences, max_words_)) {
    const Pieces all = pieces(part);
    for (std::size_t i = 0; i < all.size(); i += length)
      sequences.push_back(frame(std::span(all).subspan(i, std::min(length, all.size() - i))));
  }
  return sequences;
}

void PieceText::copy_to(const std::filesystem::path& folder) const {
  for (const auto& file : tokenizer::tokenizer_files(vocabulary_))
    write_file(folder / file.filename(), read_file(file));
}

}  // namespace neurank::pretrain
