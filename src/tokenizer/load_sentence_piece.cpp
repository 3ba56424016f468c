#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "tokenizer/added_pieces.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/sentence_piece.hpp"
#include "tokenizer/sentence_piece_file.hpp"
#include "tokenizer/tokenizer_class.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* model_file = "spiece.model";
constexpr const char* converted_file = "tokenizer.json";

/// The families that are published with such a file, in their published settings.
std::vector<SentencePieceSettings> families() {
  SentencePieceSettings xlnet;
  xlnet.kept = {"<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"};
  xlnet.after = {"<sep>", "<cls>"};
  SentencePieceSettings albert;
  albert.lower_case = true;
  albert.kept = {"<unk>", "<pad>", "[CLS]", "[SEP]", "[MASK]"};
  albert.before = {"[CLS]"};
  albert.after = {"[SEP]"};
  return {xlnet, albert};
}

SentencePieceSettings family_of(const SentencePieceModel& model, const fs::path& file) {
  const auto has = [&](const std::string& piece) { return model.id(piece).has_value(); };
  for (const SentencePieceSettings& family : families())
    if (std::ranges::all_of(family.before, has) && std::ranges::all_of(family.after, has)) return family;
  throw input_error(file.string() + ": neither XLNet's pieces <sep> and <cls> nor ALBERT's [CLS] and [SEP] are in it",
                    "use the file published with the model; other families with SentencePiece are not supported");
}

Vocabulary vocabulary_of(const SentencePieceModel& model) {
  std::vector<std::string> pieces;
  for (std::int32_t id = 0; id < model.size(); ++id) pieces.emplace_back(model.piece(id));
  return Vocabulary(std::move(pieces));
}

/// Throws Error where the tokenizer.json beside the model gives its pieces other ids.
void hold_against_converted(const fs::path& folder, const Vocabulary& pieces, Tokenizer& tokenizer) {
  std::error_code ignored;
  if (!fs::exists(folder / converted_file, ignored)) return;
  std::unique_ptr<Tokenizer> converted;
  try {
    converted = load_tokenizer_json(folder);
  } catch (const Error& error) {
    std::string note = converted_file;
    note.append(" is not held against ").append(model_file).append(", which is followed: ").append(error.what());
    return tokenizer.add_note(note);
  }
  expect_same_ids(folder / model_file, pieces, *converted);
  tokenizer.set_beside(std::move(converted));
}

}  // namespace

std::vector<fs::path> sentence_piece_files(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / model_file, ignored)) return {};
  return files_with_config(folder, {model_file, converted_file});
}

std::unique_ptr<Tokenizer> load_sentence_piece(const fs::path& folder) {
  SentencePieceModel model(folder / model_file);
  SentencePieceSettings settings = family_of(model, folder / model_file);
  if (!model.id(SentencePiece::mark))
    throw unusable_sentence_piece_file(folder / model_file, "the blank's mark (U+2581) is not one of its pieces");
  const Rules rules = rules_by_class(folder);
  if (rules != Rules::by_files && rules != Rules::xlnet && rules != Rules::albert)
    throw other_class(folder, model_file);
  for (const AddedPiece& piece : added_pieces(folder))
    if (model.id(piece.text) != piece.id)
      throw input_error(folder.string() + ": the added piece " + in_quotes(piece.text) + " with the id " +
                            std::to_string(piece.id) + " is not in " + model_file,
                        "pieces beside a SentencePiece model are not supported");
  const TokenizerConfig config(folder);
  settings.lower_case = config.flag("do_lower_case", settings.lower_case);
  settings.keep_accents = config.flag("keep_accents", settings.keep_accents);
  settings.remove_space = config.flag("remove_space", settings.remove_space);
  const Vocabulary pieces = vocabulary_of(model);
  auto tokenizer = std::make_unique<SentencePiece>(std::move(model), std::move(settings));
  hold_against_converted(folder, pieces, *tokenizer);
  return tokenizer;
}

}  // namespace neurank::tokenizer
