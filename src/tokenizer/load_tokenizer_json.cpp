#include <algorithm>
#include <utility>

#include "base/cast.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tokenizer/added_pieces.hpp"
#include "tokenizer/json_part.hpp"
#include "tokenizer/loaders.hpp"
#include "tokenizer/steps/read_steps.hpp"
#include "tokenizer/tokenizer_class.hpp"
#include "tokenizer/tokenizer_config.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Strings = std::vector<std::string>;

constexpr const char* file_name = "tokenizer.json";

/// Throws Error for pieces that files beside this one alone keep whole: some libraries do, others do not.
void expect_listed(const std::vector<AddedToken>& listed, const JsonPart& file, const fs::path& folder) {
  Strings beside = TokenizerConfig(folder).texts("never_split");
  for (const AddedPiece& piece : added_pieces(folder)) beside.push_back(piece.text);
  for (const std::string& piece : beside)
    if (std::ranges::find(listed, piece, &AddedToken::content) == listed.end())
      throw file.refused("has no added token " + in_quotes(piece) + ", which a file beside it has");
}

/// Throws Error for added tokens that WordPiece does not take out of a text here.
void expect_plain(const std::vector<AddedToken>& tokens, bool is_lower_cased, const JsonPart& file) {
  for (const AddedToken& token : tokens) {
    const auto refused = [&](const char* what) {
      return file.refused("has an added token " + in_quotes(token.content) + " that " + what +
                          ", which is not supported");
    };
    if (token.single_word) throw refused("matches whole words alone");
    if (token.rstrip) throw refused("takes the blanks behind it");
    if (is_lower_cased && token.normalized) throw refused("is matched in lower-cased text");
  }
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
  const std::vector<AddedToken> listed = read_added_tokens(file);
  expect_plain(listed, settings.lower_case, file);
  expect_listed(listed, file, folder);
  for (const AddedToken& token : listed) settings.kept.push_back(token.content);
  const auto [before, after] = read_around(file);
  if (before != Strings{WordPiece::start} || after != Strings{WordPiece::end})
    throw file.part("post_processor").refused("puts other pieces around a sentence than [CLS] and [SEP]");
  Vocabulary vocabulary(read_pieces(model, listed));
  for (const char* piece : {WordPiece::unknown, WordPiece::start, WordPiece::end})
    if (!vocabulary.id(piece)) throw model.refused(std::string("has no piece ") + piece);
  return std::make_unique<WordPiece>(std::move(vocabulary), std::move(settings));
}

/// Throws Error where tokenizer_config.json asks for a start or an end that the file does not put, or forbids one that
/// it does.
void expect_around(const Steps& steps, const fs::path& folder) {
  if (follows_tokenizer_json_alone(folder)) return;
  const TokenizerConfig config(folder);
  config.expect("add_bos_token", !steps.framing.before.empty());
  config.expect("add_eos_token", !steps.framing.after.empty());
}

std::unique_ptr<Tokenizer> steps_of(const JsonPart& file, const fs::path& folder) {
  Steps steps = read_steps(file);
  expect_listed(steps.added, file, folder);
  expect_around(steps, folder);
  if (file.has("pre_tokenizer") && file.part("pre_tokenizer").text("type") == "ByteLevel")
    TokenizerConfig(folder).expect("add_prefix_space", file.part("pre_tokenizer").flag("add_prefix_space", true));
  return std::make_unique<StepTokenizer>(std::move(steps));
}

/// The type of a model. Files of the first years name none.
std::string type_of(const JsonPart& model) {
  if (model.has("type")) return model.type({"WordPiece", "BPE", "Unigram"});
  if (!model.has("vocab") || !model.value()["vocab"].is_object()) throw model.refused("has no type that is supported");
  return model.has("merges") ? "BPE" : "WordPiece";
}

/// Whether a model is of the type that a folder's class needs.
bool fits(Rules rules, const std::string& type) {
  switch (rules) {
    case Rules::by_files:
    case Rules::steps:
      return true;
    case Rules::bert:
      return type == "WordPiece";
    case Rules::gpt2:
    case Rules::roberta:
      return type == "BPE";
    case Rules::xlnet:
    case Rules::albert:
    case Rules::xlm_roberta:
    case Rules::t5:
    case Rules::deberta:
      return type == "Unigram";
  }
  return false;
}

}  // namespace

void expect_same_ids(const fs::path& file, const Vocabulary& pieces, const Tokenizer& tokenizer_json) {
  for (std::int32_t id = 0; id < pieces.size(); ++id) {
    const std::string& piece = pieces.pieces()[to_size(id)];
    const auto other = tokenizer_json.id_of(piece);
    if (other && *other != id && pieces.id(piece) == id)
      throw input_error(file.string() + ": the piece " + in_quotes(piece) + " has the id " + std::to_string(id) +
                            ", but " + std::to_string(*other) + " in " + file_name,
                        "take the file away that is not the model's");
  }
}

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
  const std::string type = type_of(file.part("model"));
  if (!fits(rules_by_class(folder), type)) throw other_class(folder, file_name);
  auto tokenizer = type == "WordPiece" ? word_piece_of(file, folder) : steps_of(file, folder);
  std::error_code ignored;
  if (const fs::path words = folder / "vocab.txt"; fs::exists(words, ignored))
    expect_same_ids(words, read_vocabulary(words), *tokenizer);
  if (const fs::path words = folder / "vocab.json"; fs::exists(words, ignored))
    expect_same_ids(words, read_json_vocabulary(words), *tokenizer);
  std::string note;
  note.append(file_name).append(": truncation and padding are a batch's settings and are passed over");
  if (file.has("truncation") || file.has("padding")) tokenizer->add_note(note);
  return tokenizer;
}

}  // namespace neurank::tokenizer
