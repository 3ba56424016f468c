#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "tokenizer/sentence_piece.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::tokenizer {
namespace {

// Numbers of pieces are 32 bits wide in the library, and it multiplies them.
constexpr Index max_pieces = 1'000'000;

/// A line a sentence that has a word.
std::string lines_of(const std::vector<std::vector<std::string>>& sentences) {
  const SentencePieceSettings xlnet;
  std::string lines;
  for (const auto& sentence : sentences) {
    std::string line;
    for (const std::string& word : sentence) line.append(line.empty() ? "" : " ").append(prepare(word, xlnet));
    if (!line.empty()) lines += line + '\n';
  }
  return lines;
}

}  // namespace

void write_sentence_piece_vocabulary(const std::vector<std::vector<std::string>>& sentences, Index size,
                                     const std::filesystem::path& file) {
  const std::string name = "a SentencePiece vocabulary of " + std::to_string(size) + " pieces: ";
  if (size < 1 || size > max_pieces)
    throw input_error(name + "this is not a sensible size", "choose one from 100 to " + std::to_string(max_pieces));
  const std::string lines = lines_of(sentences);
  if (lines.empty()) throw input_error(name + "the text has no word", "give some text");
  write_file(file, train_sentence_piece_model(lines, checked_cast<std::int32_t>(size)));
}

}  // namespace neurank::tokenizer
