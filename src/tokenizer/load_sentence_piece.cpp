#include <algorithm>
#include <map>
#include <string_view>

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

constexpr const char* converted_file = "tokenizer.json";

/// A family that is published with a SentencePiece model, in its published settings.
struct SentencePieceFamily {
  const char* file;
  Rules rules;
  SentencePieceSettings settings;
  PieceOrder order = {};
};

SentencePieceFamily xlnet() {
  SentencePieceSettings settings;
  settings.kept = {"<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"};
  settings.after = {"<sep>", "<cls>"};
  return {"spiece.model", Rules::xlnet, settings};
}

SentencePieceFamily albert() {
  SentencePieceSettings settings;
  settings.lower_case = true;
  settings.kept = {"<unk>", "<pad>", "[CLS]", "[SEP]", "[MASK]"};
  settings.before = {"[CLS]"};
  settings.after = {"[SEP]"};
  return {"spiece.model", Rules::albert, settings};
}

/// T5 has a hundred pieces for gaps behind the model's, counted down.
SentencePieceFamily t5(std::int64_t gaps) {
  SentencePieceSettings settings;
  PieceOrder order;
  for (std::int64_t gap = gaps; gap-- > 0;) order.behind.push_back("<extra_id_" + std::to_string(gap) + ">");
  settings.is_prepared = false;
  settings.kept = order.behind;
  settings.kept.insert(settings.kept.end(), {"</s>", "<unk>", "<pad>"});
  settings.after = {"</s>"};
  return {"spiece.model", Rules::t5, settings, order};
}

/// XLM-RoBERTa counts four pieces first, as the library that it was trained with did.
SentencePieceFamily xlm_roberta() {
  SentencePieceSettings settings;
  settings.is_prepared = false;
  settings.kept = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"};
  settings.before = {"<s>"};
  settings.after = {"</s>"};
  return {"sentencepiece.bpe.model", Rules::xlm_roberta, settings, {{"<s>", "<pad>", "</s>", "<unk>"}, {"<mask>"}}};
}

SentencePieceFamily deberta() {
  SentencePieceSettings settings;
  settings.is_prepared = false;
  settings.kept = {"[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"};
  settings.before = {"[CLS]"};
  settings.after = {"[SEP]"};
  return {"spm.model", Rules::deberta, settings, {{}, {"[MASK]"}}};
}

/// Pieces that T5 has for gaps unless its folder says otherwise.
constexpr std::int64_t usual_gaps = 100;

std::vector<SentencePieceFamily> families(const fs::path& folder) {
  return {xlnet(), albert(), t5(TokenizerConfig(folder).count("extra_ids", usual_gaps)), xlm_roberta(), deberta()};
}

/// The first model file of a family that a folder has; null when it has none.
const char* model_file_in(const fs::path& folder) {
  std::error_code ignored;
  for (const char* file : {"spiece.model", "sentencepiece.bpe.model", "spm.model"})
    if (fs::exists(folder / file, ignored)) return file;
  return nullptr;
}

bool has_around(const SentencePieceModel& model, const SentencePieceSettings& settings) {
  const auto has = [&](const std::string& piece) { return model.id(piece).has_value(); };
  return std::ranges::all_of(settings.before, has) && std::ranges::all_of(settings.after, has);
}

/// The family by the folder's class, else by its model_type, else by the pieces that XLNet and ALBERT have.
SentencePieceFamily family_of(const SentencePieceModel& model, const fs::path& folder, const char* file) {
  const Rules by_class = rules_by_class(folder);
  const Rules rules = by_class == Rules::by_files ? rules_by_family(folder) : by_class;
  for (const SentencePieceFamily& family : families(folder)) {
    if (std::string_view(family.file) != file) continue;
    const bool told = rules == family.rules;
    const bool looks_so = rules == Rules::by_files && (family.rules == Rules::xlnet || family.rules == Rules::albert);
    if ((told || looks_so) && has_around(model, family.settings)) return family;
  }
  if (rules != Rules::by_files) throw other_class(folder, file);
  throw input_error((folder / file).string() +
                        ": nothing tells whose it is: neither tokenizer_class nor model_type, nor " +
                        "XLNet's pieces <sep> and <cls> or ALBERT's [CLS] and [SEP] in it",
                    "put the published tokenizer_config.json and config.json beside it");
}

/// Throws Error for added pieces that are not the family's own.
void expect_own(const std::vector<AddedPiece>& added, const Vocabulary& pieces, const fs::path& folder,
                const char* file) {
  for (const AddedPiece& piece : added)
    if (pieces.id(piece.text) != piece.id)
      throw input_error(folder.string() + ": the added piece " + in_quotes(piece.text) + " with the id " +
                            std::to_string(piece.id) + " is not in " + file,
                        "pieces beside a SentencePiece model are not supported");
}

void read_settings(const TokenizerConfig& config, SentencePieceSettings& settings) {
  settings.lower_case = config.flag("do_lower_case", settings.lower_case);
  settings.keep_accents = config.flag("keep_accents", settings.keep_accents);
  settings.remove_space = config.flag("remove_space", settings.remove_space);
  config.expect("split_by_punct", false);
  config.expect("sp_model_kwargs", nlohmann::json::object());
}

/// Throws Error where the tokenizer.json beside the model gives its pieces other ids.
void hold_against_converted(const fs::path& folder, const char* file, const Vocabulary& pieces, Tokenizer& tokenizer) {
  std::error_code ignored;
  if (!fs::exists(folder / converted_file, ignored)) return;
  std::unique_ptr<Tokenizer> converted;
  try {
    converted = load_tokenizer_json(folder);
  } catch (const Error& error) {
    std::string note = converted_file;
    note.append(" is not held against ").append(file).append(", which is followed: ").append(error.what());
    return tokenizer.add_note(note);
  }
  expect_same_ids(folder / file, pieces, *converted);
  tokenizer.set_beside(std::move(converted));
}

}  // namespace

std::vector<fs::path> sentence_piece_files(const fs::path& folder) {
  const char* file = model_file_in(folder);
  if (file == nullptr) return {};
  return files_with_config(folder, {file, converted_file});
}

std::unique_ptr<Tokenizer> load_sentence_piece(const fs::path& folder) {
  const char* file = model_file_in(folder);
  SentencePieceModel model(folder / file);
  SentencePieceFamily family = family_of(model, folder, file);
  if (!model.id(SentencePiece::mark))
    throw unusable_sentence_piece_file(folder / file, "the blank's mark (U+2581) is not one of its pieces");
  const std::vector<AddedPiece> added = added_pieces(folder);
  std::map<std::string, std::int32_t> ids;
  for (const AddedPiece& piece : added) ids[piece.text] = piece.id;
  const PieceNumbers numbers(model, family.order, ids);
  expect_own(added, numbers.pieces(), folder, file);
  read_settings(TokenizerConfig(folder), family.settings);
  auto tokenizer = std::make_unique<SentencePiece>(std::move(model), numbers, std::move(family.settings));
  hold_against_converted(folder, file, numbers.pieces(), *tokenizer);
  return tokenizer;
}

}  // namespace neurank::tokenizer
