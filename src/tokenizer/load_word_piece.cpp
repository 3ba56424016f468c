#include "base/error.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer_config.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* vocabulary_file = "vocab.txt";

void expect_pieces(const Vocabulary& vocabulary, const fs::path& file) {
  for (const char* piece : {WordPiece::unknown, WordPiece::start, WordPiece::end})
    if (!vocabulary.id(piece))
      throw input_error(file.string() + ": no line " + piece, "use the vocabulary published with the model");
}

}  // namespace

std::vector<fs::path> word_piece_files(const fs::path& folder) { return files_with_config(folder, {vocabulary_file}); }

std::unique_ptr<Tokenizer> load_word_piece(const fs::path& folder) {
  Vocabulary vocabulary = read_vocabulary(folder / vocabulary_file);
  expect_pieces(vocabulary, folder / vocabulary_file);
  const TokenizerConfig config(folder);
  BasicSettings settings;
  settings.lower_case = config.flag("do_lower_case", is_lower_cased(vocabulary));
  settings.strip_accents = config.flag("strip_accents", settings.lower_case);
  settings.separate_ideographs = config.flag("tokenize_chinese_chars", true);
  settings.kept = {WordPiece::unknown, WordPiece::start, WordPiece::end, "[PAD]", "[MASK]"};
  return std::make_unique<WordPiece>(std::move(vocabulary), std::move(settings));
}

}  // namespace neurank::tokenizer
