#include <algorithm>
#include <tuple>

#include "base/cast.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tokenizer/added_pieces.hpp"
#include "tokenizer/byte_pairs.hpp"
#include "tokenizer/json_part.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/tokenizer_class.hpp"
#include "tokenizer/tokenizer_config.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Strings = std::vector<std::string>;

constexpr const char* file_name = "tokenizer.json";

/// Pieces that are taken out of a text, as the file lists them.
struct Listed {
  std::vector<AddedPiece> pieces;
  Strings takes_blanks_before;  ///< lstrip
};

Listed added_tokens(const JsonPart& file, bool is_lower_cased) {
  Listed listed;
  const json& tokens = file.has("added_tokens") ? file.list("added_tokens") : json::array();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const JsonPart token(file.place() + " added_tokens." + std::to_string(i), tokens[i]);
    token.expect_only({"id", "content", "lstrip", "normalized", "special"},
                      {{"single_word", false}, {"rstrip", false}});
    if (!tokens[i].contains("id") || !tokens[i]["id"].is_number_unsigned() || tokens[i]["id"] > INT32_MAX)
      throw token.refused("has no id");
    const std::string content = token.text("content");
    if (is_lower_cased && token.flag("normalized", false)) throw token.refused("is matched in lower-cased text");
    listed.pieces.push_back({tokens[i]["id"].get<std::int32_t>(), content});
    if (token.flag("lstrip", false)) listed.takes_blanks_before.push_back(content);
  }
  std::ranges::sort(listed.pieces);
  return listed;
}

/// Throws Error for pieces that files beside this one alone keep whole: some libraries do, others do not.
void expect_listed(const Listed& listed, const JsonPart& file, const fs::path& folder) {
  Strings beside = TokenizerConfig(folder).texts("never_split");
  for (const AddedPiece& piece : added_pieces(folder)) beside.push_back(piece.text);
  for (const std::string& piece : beside)
    if (std::ranges::find(listed.pieces, piece, &AddedPiece::text) == listed.pieces.end())
      throw file.refused("has no added token " + in_quotes(piece) + ", which a file beside it has");
}

/// The pieces of the model and the added ones, by id.
Strings pieces_of(const JsonPart& model, const std::vector<AddedPiece>& added, const fs::path& folder) {
  const JsonPart vocabulary = model.part("vocab");
  std::vector<std::pair<std::string, std::uint64_t>> numbers;
  for (const auto& [piece, id] : vocabulary.value().items()) {
    if (!id.is_number_unsigned()) throw vocabulary.refused("gives the piece " + in_quotes(piece) + " no number from 0");
    numbers.emplace_back(piece, id.get<std::uint64_t>());
  }
  for (const AddedPiece& piece : added)
    if (!vocabulary.value().contains(piece.text)) numbers.emplace_back(piece.text, to_size(piece.id));
  Strings pieces = pieces_in_order(std::move(numbers), vocabulary.place() + ": ");
  add_pieces(added, folder, pieces);
  return pieces;
}

/// Special pieces before and behind a sentence.
struct Around {
  Strings before, after;
};

Around around(const JsonPart& file) {
  if (!file.has("post_processor")) return {};
  const JsonPart processor = file.part("post_processor");
  const std::string type = processor.type({"TemplateProcessing", "RobertaProcessing", "BertProcessing", "ByteLevel"});
  if (type == "ByteLevel") return {};
  if (type != "TemplateProcessing") {
    const auto piece = [&](const char* key) {
      const json& pair = processor.list(key);
      if (pair.size() != 2 || !pair[0].is_string())
        throw processor.refused(std::string(key) + " is no piece with an id");
      return pair[0].get<std::string>();
    };
    return {{piece("cls")}, {piece("sep")}};
  }
  Around found;
  bool is_behind = false;
  for (const json& step : processor.list("single")) {
    if (step.contains("Sequence"))
      is_behind = true;
    else if (step.contains("SpecialToken") && step["SpecialToken"].contains("id"))
      (is_behind ? found.after : found.before).push_back(step["SpecialToken"]["id"].get<std::string>());
    else
      throw processor.refused("has a step that is not supported");
  }
  return found;
}

/// What is done before pieces are looked for. Throws Error where a tokenizer_config.json says otherwise, the case
/// aside.
BasicSettings basic_settings(const JsonPart& file, const fs::path& folder) {
  const TokenizerConfig config(folder);
  const JsonPart normalizer = file.part("normalizer");
  normalizer.type({"BertNormalizer"});
  normalizer.expect_only({"type", "lowercase", "strip_accents", "handle_chinese_chars"}, {{"clean_text", true}});
  file.part("pre_tokenizer").type({"BertPreTokenizer"});
  BasicSettings settings;
  settings.lower_case = normalizer.flag("lowercase", true);
  if (!follows_tokenizer_json_alone(folder)) settings.lower_case = config.flag("do_lower_case", settings.lower_case);
  settings.strip_accents = normalizer.flag("strip_accents", settings.lower_case);
  settings.separate_ideographs = normalizer.flag("handle_chinese_chars", true);
  config.expect("strip_accents", settings.strip_accents);
  config.expect("tokenize_chinese_chars", settings.separate_ideographs);
  return settings;
}

std::unique_ptr<Tokenizer> word_piece_of(const JsonPart& file, const fs::path& folder) {
  const JsonPart model = file.part("model");
  model.expect_only(
      {"type", "vocab"},
      {{"unk_token", WordPiece::unknown}, {"continuing_subword_prefix", "##"}, {"max_input_chars_per_word", 100}});
  BasicSettings settings = basic_settings(file, folder);
  const Listed listed = added_tokens(file, settings.lower_case);
  expect_listed(listed, file, folder);
  for (const AddedPiece& piece : listed.pieces) settings.kept.push_back(piece.text);
  const auto [before, after] = around(file);
  if (before != Strings{WordPiece::start} || after != Strings{WordPiece::end})
    throw file.part("post_processor").refused("puts other pieces around a sentence than [CLS] and [SEP]");
  Vocabulary vocabulary(pieces_of(model, listed.pieces, folder));
  for (const char* piece : {WordPiece::unknown, WordPiece::start, WordPiece::end})
    if (!vocabulary.id(piece)) throw model.refused(std::string("has no piece ") + piece);
  return std::make_unique<WordPiece>(std::move(vocabulary), std::move(settings));
}

std::vector<Merge> merges_of(const JsonPart& model, const Vocabulary& vocabulary) {
  std::vector<std::string> lines;
  for (const json& merge : model.list("merges")) {
    const bool is_pair = merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string();
    if (!is_pair && !merge.is_string()) throw model.refused("has a merge that is no pair of pieces");
    lines.push_back(is_pair ? merge[0].get<std::string>() + " " + merge[1].get<std::string>()
                            : merge.get<std::string>());
  }
  return merges_of_lines(lines, vocabulary, model.place());
}

std::unique_ptr<Tokenizer> byte_pairs_of(const JsonPart& file, const fs::path& folder) {
  const JsonPart model = file.part("model"), pre_tokenizer = file.part("pre_tokenizer");
  model.expect_only({"type", "vocab", "merges", "unk_token"}, {{"dropout", nullptr},
                                                               {"continuing_subword_prefix", ""},
                                                               {"end_of_word_suffix", ""},
                                                               {"fuse_unk", false},
                                                               {"byte_fallback", false},
                                                               {"ignore_merges", false}});
  if (file.has("normalizer")) throw file.part("normalizer").refused("is not supported before byte-level pieces");
  pre_tokenizer.type({"ByteLevel"});
  pre_tokenizer.expect_only({"type", "add_prefix_space", "trim_offsets"}, {{"use_regex", true}});
  const Listed listed = added_tokens(file, false);
  expect_listed(listed, file, folder);
  BytePairSettings settings{.add_prefix_space = pre_tokenizer.flag("add_prefix_space", false)};
  TokenizerConfig(folder).expect("add_prefix_space", settings.add_prefix_space);
  for (const AddedPiece& piece : listed.pieces) settings.kept.push_back(piece.text);
  if (listed.takes_blanks_before.size() > 1) throw file.refused("has several added tokens with lstrip");
  if (!listed.takes_blanks_before.empty()) settings.mask = listed.takes_blanks_before.front();
  std::tie(settings.before, settings.after) = std::pair(around(file).before, around(file).after);
  Vocabulary vocabulary(pieces_of(model, listed.pieces, folder));
  for (const auto* pieces : {&settings.before, &settings.after})
    for (const std::string& piece : *pieces)
      if (!vocabulary.id(piece)) throw model.refused("has no piece " + piece + ", which stands around a sentence");
  const std::vector<std::int32_t> bytes = byte_ids(vocabulary);
  if (std::ranges::find(bytes, BytePiece::no_id) != bytes.end() && !vocabulary.id(BytePairs::unknown))
    throw model.refused("lacks a byte");
  std::vector<Merge> merges = merges_of(model, vocabulary);
  return std::make_unique<BytePairs>(std::move(vocabulary), std::move(merges), std::move(settings));
}

/// Whether the model is WordPiece, else it is BPE. Files of the first years name no type.
bool is_word_piece(const JsonPart& model) {
  if (model.has("type")) return model.type({"WordPiece", "BPE"}) == "WordPiece";
  if (!model.has("vocab") || !model.value()["vocab"].is_object()) throw model.refused("has no type that is supported");
  return !model.has("merges");
}

/// Throws Error where a vocabulary beside the file gives a piece another id.
void expect_same_ids(const fs::path& file, const Vocabulary& beside, const Tokenizer& tokenizer) {
  for (std::int32_t id = 0; id < beside.size(); ++id) {
    const std::string& piece = beside.pieces()[to_size(id)];
    const auto other = tokenizer.id_of(piece);
    if (other && *other != id && beside.id(piece) == id)
      throw input_error(file.string() + ": the piece " + in_quotes(piece) + " has the id " + std::to_string(id) +
                            ", but " + std::to_string(*other) + " in " + file_name,
                        "take the file away that is not the model's");
  }
}

}  // namespace

std::vector<fs::path> tokenizer_json_files(const fs::path& folder) {
  std::error_code ignored;
  for (const char* model : {"spiece.model", "spm.model", "sentencepiece.bpe.model"})
    if (fs::exists(folder / model, ignored)) return {};  // what the model was trained with
  return files_with_config(folder, {file_name});
}

std::unique_ptr<Tokenizer> load_tokenizer_json(const fs::path& folder) {
  const json content = parsed_json<json>(read_file(folder / file_name));
  const JsonPart file((folder / file_name).string() + ":", content);
  file.expect_only(
      {"truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"},
      {{"version", "1.0"}});
  const bool is_words = is_word_piece(file.part("model"));
  const Rules rules = rules_by_class(folder);
  const bool fits = rules == Rules::by_files || (rules == Rules::bert) == is_words;
  if (!fits || rules == Rules::xlnet || rules == Rules::albert) throw other_class(folder, file_name);
  auto tokenizer = is_words ? word_piece_of(file, folder) : byte_pairs_of(file, folder);
  std::error_code ignored;
  if (const fs::path words = folder / "vocab.txt"; fs::exists(words, ignored))
    expect_same_ids(words, read_vocabulary(words), *tokenizer);
  if (const fs::path words = folder / "vocab.json"; fs::exists(words, ignored))
    expect_same_ids(words, read_json_vocabulary(words), *tokenizer);
  if (file.has("truncation") || file.has("padding"))
    tokenizer->add_note(std::string(file_name) + ": truncation and padding are a batch's settings and are passed over");
  return tokenizer;
}

}  // namespace neurank::tokenizer
