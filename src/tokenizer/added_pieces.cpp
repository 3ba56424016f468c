#include "tokenizer/added_pieces.hpp"

#include <algorithm>
#include <map>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* added_file = "added_tokens.json";
constexpr const char* decoder_key = "added_tokens_decoder";
constexpr const char* remedy = "download the model folder again";

/// The pieces of one file after the other.
class Gathering {
 public:
  /// @param piece its id is set here
  void add(const std::string& place, std::int64_t id, AddedPiece piece) {
    if (id < 0 || id > INT32_MAX || piece.text.empty())
      throw input_error(place + ": the added piece " + in_quotes(piece.text) + " has the id " + std::to_string(id),
                        remedy);
    piece.id = static_cast<std::int32_t>(id);
    AddedPiece& kept = by_id_.emplace(piece.id, piece).first->second;
    if (kept.text != piece.text)
      throw input_error(place + ": the id " + std::to_string(id) + " is that of " + in_quotes(kept.text) + " and of " +
                            in_quotes(piece.text),
                        remedy);
    kept = piece;
  }

  std::vector<AddedPiece> finish() const {
    std::vector<AddedPiece> pieces;
    for (const auto& [id, piece] : by_id_) pieces.push_back(piece);
    return pieces;
  }

 private:
  std::map<std::int32_t, AddedPiece> by_id_;
};

json object_of(const fs::path& file) {
  json object = parsed_json<json>(read_file(file));
  if (!object.is_object()) throw input_error(file.string() + ": not a JSON object", remedy);
  return object;
}

void gather_file(const fs::path& file, Gathering& pieces) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return;
  const json object = object_of(file);
  for (const auto& [text, id] : object.items()) {
    if (!id.is_number_integer())
      throw input_error(file.string() + ": the added piece " + in_quotes(text) + " has no whole number", remedy);
    pieces.add(file.string(), id.get<std::int64_t>(), {.id = 0, .text = text});
  }
}

void gather_decoder(const fs::path& file, Gathering& pieces) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return;
  const json config = object_of(file);
  const auto decoder = config.find(decoder_key);
  if (decoder == config.end() || !decoder->is_object()) return;
  const std::string place = file.string() + ": " + decoder_key;
  for (const auto& [key, piece] : decoder->items()) {
    const auto id = number_of<std::int64_t>(key);
    if (!id || !piece.is_object() || !piece.contains("content") || !piece["content"].is_string())
      throw input_error(place + " has an entry that is no id with a piece: " + in_quotes(key), remedy);
    const auto text = piece["content"].get<std::string>();
    if (piece.value("single_word", false))
      throw input_error(place + ": the piece " + in_quotes(text) + " matches whole words alone, which is not supported",
                        "use a model without single_word");
    pieces.add(place, *id,
               {.id = 0,
                .text = text,
                .normalized = piece.value("normalized", !piece.value("special", false)),
                .takes_blanks = piece.value("lstrip", false) || piece.value("rstrip", false)});
  }
}

}  // namespace

std::vector<AddedPiece> added_pieces(const fs::path& model_folder) {
  Gathering pieces;
  gather_file(model_folder / added_file, pieces);
  gather_decoder(model_folder / TokenizerConfig::file_name, pieces);
  return pieces.finish();
}

std::vector<std::string> add_pieces(const std::vector<AddedPiece>& added, const fs::path& model_folder,
                                    std::vector<std::string>& pieces) {
  std::vector<std::string> further;
  for (const AddedPiece& piece : added) {
    const auto id = to_size(piece.id);
    const std::string place = model_folder.string() + ": the added piece " + in_quotes(piece.text) + " has the id " +
                              std::to_string(piece.id);
    if (id > pieces.size())
      throw input_error(place + ", but the vocabulary ends at " + std::to_string(pieces.size()), remedy);
    if (id < pieces.size() && pieces[id] != piece.text)
      throw input_error(place + ", which is that of " + in_quotes(pieces[id]) + " in the vocabulary", remedy);
    further.push_back(piece.text);
    if (id == pieces.size()) pieces.push_back(piece.text);
  }
  return further;
}

}  // namespace neurank::tokenizer
