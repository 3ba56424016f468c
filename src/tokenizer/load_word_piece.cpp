#include "base/error.hpp"
#include "base/text.hpp"
#include "tokenizer/added_pieces.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer_class.hpp"
#include "tokenizer/tokenizer_config.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* vocabulary_file = "vocab.txt";
constexpr const char* case_key = "do_lower_case";

void expect_pieces(const Vocabulary& vocabulary, const fs::path& file) {
  for (const char* piece : {WordPiece::unknown, WordPiece::start, WordPiece::end})
    if (!vocabulary.id(piece))
      throw input_error(file.string() + ": no line " + piece, "use the vocabulary published with the model");
}

/// Throws Error for added pieces that are looked for in lower-cased text: here they are taken out before.
void expect_kept_case(const std::vector<AddedPiece>& added, const fs::path& folder) {
  for (const AddedPiece& piece : added) {
    if (!piece.normalized) continue;
    std::string problem = (folder / TokenizerConfig::file_name).string();
    problem.append(": the added piece ").append(in_quotes(piece.text));
    problem.append(" is looked for in lower-cased text, which is not supported");
    throw input_error(problem, "use a model without such pieces");
  }
}

}  // namespace

std::vector<fs::path> word_piece_files(const fs::path& folder) { return files_with_config(folder, {vocabulary_file}); }

std::unique_ptr<Tokenizer> load_word_piece(const fs::path& folder) {
  const Rules rules = rules_by_class(folder);
  if (rules != Rules::by_files && rules != Rules::bert) throw other_class(folder, vocabulary_file);
  const TokenizerConfig config(folder);
  std::vector<std::string> pieces = read_vocabulary(folder / vocabulary_file).pieces();
  const std::vector<AddedPiece> listed = added_pieces(folder);
  const std::vector<std::string> added = add_pieces(listed, folder, pieces);
  Vocabulary vocabulary(std::move(pieces));
  expect_pieces(vocabulary, folder / vocabulary_file);
  config.expect("subword_tokenizer_type", "wordpiece");
  config.expect("do_basic_tokenize", true);
  const bool is_lower = is_lower_cased(vocabulary);
  BasicSettings settings;
  settings.lower_case = config.flag(case_key, is_lower);
  if (settings.lower_case) expect_kept_case(listed, folder);
  settings.strip_accents = config.flag("strip_accents", settings.lower_case);
  settings.separate_ideographs = config.flag("tokenize_chinese_chars", true);
  settings.kept = {WordPiece::unknown, WordPiece::start, WordPiece::end, "[PAD]", "[MASK]"};
  settings.kept.insert(settings.kept.end(), added.begin(), added.end());
  for (const std::string& token : config.texts("never_split")) settings.never_split.insert(token);
  auto tokenizer = std::make_unique<WordPiece>(std::move(vocabulary), std::move(settings));
  if (!config.has(case_key))
    tokenizer->add_note(
        std::string(vocabulary_file) + ": nothing says whether text is lower-cased; " +
        (is_lower ? "it is, since no piece but special ones has a capital" : "it is not, since pieces have capitals"));
  return tokenizer;
}

}  // namespace neurank::tokenizer
