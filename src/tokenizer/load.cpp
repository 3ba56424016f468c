#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tokenizer/characters.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Where the files of a WordPiece tokenizer lie.
struct WordPieceFiles {
  fs::path vocabulary;
  std::optional<fs::path> config;
};

WordPieceFiles find_files(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw input_error(folder.string() + ": no such folder", "name the folder of a published model");
  const fs::path vocabulary = folder / "vocab.txt";
  if (!fs::exists(vocabulary, ignored))
    throw input_error(folder.string() + ": no tokenizer (vocab.txt) in this folder",
                      "put the published vocabulary beside the weights");
  const fs::path config = folder / "tokenizer_config.json";
  return {vocabulary, fs::exists(config, ignored) ? std::optional(config) : std::nullopt};
}

json read_config(const std::optional<fs::path>& file) {
  if (!file) return json::object();
  const json config = json::parse(read_file(*file), nullptr, false);
  if (!config.is_object()) throw input_error(file->string() + ": not a JSON object", "download the file again");
  return config;
}

/// A yes or no of the config; absent and null are the same.
bool flag(const json& config, const char* key, bool otherwise, const std::optional<fs::path>& file) {
  if (!config.contains(key) || config[key].is_null()) return otherwise;
  if (!config[key].is_boolean())
    throw input_error(file->string() + ": " + key + " is " + config[key].dump(-1, ' ', true),
                      "set it to true or false");
  return config[key].get<bool>();
}

void require_pieces(const Vocabulary& vocabulary, const fs::path& file) {
  for (const char* piece : {WordPiece::unknown, WordPiece::start, WordPiece::end})
    if (!vocabulary.id(piece))
      throw input_error(file.string() + ": no line " + piece, "use the vocabulary published with the model");
}

std::unique_ptr<Tokenizer> load_word_piece(const WordPieceFiles& files) {
  Vocabulary vocabulary = read_vocabulary(files.vocabulary);
  require_pieces(vocabulary, files.vocabulary);
  const json config = read_config(files.config);
  BasicSettings settings;
  settings.lower_case = flag(config, "do_lower_case", is_lower_cased(vocabulary), files.config);
  settings.strip_accents = flag(config, "strip_accents", settings.lower_case, files.config);
  settings.separate_ideographs = flag(config, "tokenize_chinese_chars", true, files.config);
  settings.kept = {WordPiece::unknown, WordPiece::start, WordPiece::end, "[PAD]", "[MASK]"};
  return std::make_unique<WordPiece>(std::move(vocabulary), std::move(settings));
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const fs::path& model_folder) {
  if (reads_characters(model_folder)) return std::make_unique<Characters>();
  return load_word_piece(find_files(model_folder));
}

std::vector<fs::path> tokenizer_files(const fs::path& model_folder) {
  if (reads_characters(model_folder)) return {};
  const WordPieceFiles files = find_files(model_folder);
  std::vector<fs::path> list = {files.vocabulary};
  if (files.config) list.push_back(*files.config);
  return list;
}

}  // namespace neurank::tokenizer
