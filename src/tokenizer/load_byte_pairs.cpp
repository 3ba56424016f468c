#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "tokenizer/added_pieces.hpp"
#include "tokenizer/byte_pairs.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer_class.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* vocabulary_file = "vocab.json";
constexpr const char* merges_file = "merges.txt";

constexpr const char* end_of_text = "<|endoftext|>";

/// Without class and family, as for a vocabulary alone, the pieces tell whose it is.
Rules rules_of(const fs::path& folder, const Vocabulary& vocabulary) {
  const Rules by_class = rules_by_class(folder);
  const Rules rules = by_class != Rules::by_files ? by_class : rules_by_family(folder);
  if (rules == Rules::gpt2 || rules == Rules::roberta) return rules;
  if (rules != Rules::by_files) throw other_class(folder, vocabulary_file);
  return vocabulary.id("<s>") && vocabulary.id("</s>") ? Rules::roberta : Rules::gpt2;
}

/// @param added pieces beside the vocabulary
BytePairSettings settings_for(Rules rules, const std::vector<std::string>& added, const TokenizerConfig& config) {
  BytePairSettings settings{.kept = {end_of_text}};
  if (rules == Rules::roberta)
    settings = {
        .kept = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}, .mask = "<mask>", .before = {"<s>"}, .after = {"</s>"}};
  settings.kept.insert(settings.kept.end(), added.begin(), added.end());
  settings.add_prefix_space = config.flag("add_prefix_space", false);
  if (config.flag("add_bos_token", false) && settings.before.empty())
    settings.before = {config.piece("bos_token").value_or(end_of_text)};
  return settings;
}

void expect_framing(const BytePairSettings& settings, const Vocabulary& vocabulary, const fs::path& file) {
  for (const auto* pieces : {&settings.before, &settings.after})
    for (const std::string& piece : *pieces)
      if (!vocabulary.id(piece))
        throw input_error(file.string() + ": no piece " + piece + ", which stands around a sentence",
                          "use the vocabulary published with the model");
}

/// Throws Error for added pieces, other than the mask, that take blanks beside them.
void expect_no_blanks_taken(const std::vector<AddedPiece>& added, const std::string& mask, const fs::path& folder) {
  for (const AddedPiece& piece : added)
    if (piece.takes_blanks && piece.text != mask)
      throw input_error((folder / TokenizerConfig::file_name).string() + ": the added piece " + in_quotes(piece.text) +
                            " takes the blanks beside it, which is not supported",
                        "use a model without such pieces");
}

void expect_all_bytes(const Vocabulary& vocabulary, const fs::path& file) {
  const std::vector<std::int32_t> ids = byte_ids(vocabulary);
  const auto missing = std::ranges::find(ids, BytePiece::no_id);
  if (missing == ids.end() || vocabulary.id(BytePairs::unknown)) return;
  const auto byte = static_cast<unsigned char>(missing - ids.begin());
  throw input_error(file.string() + ": no piece \"" + spell_byte(byte) + "\" (byte " + std::to_string(byte) +
                        ") and no piece " + BytePairs::unknown,
                    "use the vocabulary published with the model");
}

}  // namespace

std::vector<fs::path> byte_pair_files(const fs::path& folder) {
  return files_with_config(folder, {vocabulary_file, merges_file});
}

std::unique_ptr<Tokenizer> load_byte_pairs(const fs::path& folder) {
  std::vector<std::string> pieces = read_json_vocabulary(folder / vocabulary_file).pieces();
  const std::vector<AddedPiece> listed = added_pieces(folder);
  const std::vector<std::string> added = add_pieces(listed, folder, pieces);
  Vocabulary vocabulary(std::move(pieces));
  std::vector<Merge> merges = read_merges(folder / merges_file, vocabulary);
  expect_all_bytes(vocabulary, folder / vocabulary_file);
  BytePairSettings settings = settings_for(rules_of(folder, vocabulary), added, TokenizerConfig(folder));
  expect_no_blanks_taken(listed, settings.mask, folder);
  expect_framing(settings, vocabulary, folder / vocabulary_file);
  return std::make_unique<BytePairs>(std::move(vocabulary), std::move(merges), std::move(settings));
}

}  // namespace neurank::tokenizer
