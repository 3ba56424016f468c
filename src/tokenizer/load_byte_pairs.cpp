#include <algorithm>

#include "base/error.hpp"
#include "tokenizer/byte_pairs.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* vocabulary_file = "vocab.json";
constexpr const char* merges_file = "merges.txt";

BytePairSettings settings_for(const Vocabulary& vocabulary) {
  const bool is_roberta = vocabulary.id("<s>") && vocabulary.id("</s>");
  if (!is_roberta) return {.kept = {"<|endoftext|>"}};
  return {.kept = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}, .mask = "<mask>", .before = {"<s>"}, .after = {"</s>"}};
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
  Vocabulary vocabulary = read_json_vocabulary(folder / vocabulary_file);
  std::vector<Merge> merges = read_merges(folder / merges_file, vocabulary);
  expect_all_bytes(vocabulary, folder / vocabulary_file);
  BytePairSettings settings = settings_for(vocabulary);
  settings.add_prefix_space = TokenizerConfig(folder).flag("add_prefix_space", false);
  return std::make_unique<BytePairs>(std::move(vocabulary), std::move(merges), std::move(settings));
}

}  // namespace neurank::tokenizer
