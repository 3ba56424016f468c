#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "tokenizer/characters.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

/// A kind of tokenizer, recognised by the files of a model's folder.
struct Kind {
  const char* looked_for;  ///< its files, as an error names them
  std::vector<fs::path> (*files)(const fs::path& folder);
  std::unique_ptr<Tokenizer> (*load)(const fs::path& folder);
};

/// A folder's tokenizer is the first of these that it has files of.
constexpr Kind kinds[] = {
    {"tokenizer.json", tokenizer_json_files, load_tokenizer_json},
    {"vocab.txt", word_piece_files, load_word_piece},
    {"spiece.model, spm.model or sentencepiece.bpe.model", sentence_piece_files, load_sentence_piece},
    {"vocab.json and merges.txt", byte_pair_files, load_byte_pairs},
};

constexpr const char* unsupported_file = "tokenizer.model";

const Kind& kind_of(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw input_error(folder.string() + ": no such folder", "name the folder of a published model");
  const auto* found = std::ranges::find_if(kinds, [&](const Kind& kind) { return !kind.files(folder).empty(); });
  if (found != std::end(kinds)) return *found;
  if (fs::exists(folder / unsupported_file, ignored))
    throw input_error(
        (folder / unsupported_file).string() + ": SentencePiece models of decoders are read from tokenizer.json alone",
        "put the published tokenizer.json beside it");
  std::vector<std::string> looked_for;
  for (const Kind& kind : kinds) looked_for.emplace_back(kind.looked_for);
  throw input_error(folder.string() + ": no tokenizer (" + join(looked_for, "; ") + ") in this folder",
                    "put the published vocabulary beside the weights");
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const fs::path& model_folder) {
  if (reads_characters(model_folder)) return std::make_unique<Characters>();
  return kind_of(model_folder).load(model_folder);
}

std::vector<fs::path> tokenizer_files(const fs::path& model_folder) {
  if (reads_characters(model_folder)) return {};
  return kind_of(model_folder).files(model_folder);
}

Error other_class(const fs::path& folder, const char* file) {
  return input_error(
      (folder / file).string() + ": not of the kind that the folder's tokenizer_class or model_type needs",
      "put the vocabulary published with the model beside the weights");
}

std::vector<fs::path> files_with_config(const fs::path& folder, std::initializer_list<const char*> names) {
  std::vector<fs::path> files;
  const auto add = [&](const char* name) {
    std::error_code ignored;
    if (fs::exists(folder / name, ignored)) files.push_back(folder / name);
  };
  std::ranges::for_each(names, add);
  if (!files.empty())
    for (const char* settings : {TokenizerConfig::file_name, "added_tokens.json"}) add(settings);
  return files;
}

}  // namespace neurank::tokenizer
