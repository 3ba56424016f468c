#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurank::tokenizer {

/// A piece that was added to a published vocabulary, such as the mark of an entity; it is taken out of a text as it
/// stands.
struct AddedPiece {
  std::int32_t id;
  std::string text;
  bool normalized = false;    ///< looked for in the text after lower-casing
  bool takes_blanks = false;  ///< those before or behind it

  auto operator<=>(const AddedPiece&) const = default;
};

/// Those of a folder's added_tokens.json and of `added_tokens_decoder` in its tokenizer_config.json, by id. Throws
/// Error for a bad file, for a piece with two ids, and for pieces that match within words alone (`single_word`).
std::vector<AddedPiece> added_pieces(const std::filesystem::path& model_folder);

/// Puts added pieces into a vocabulary, by id. Throws Error where an id has another piece, or where ids are left out
/// between the vocabulary and the added pieces. @return all of them
std::vector<std::string> add_pieces(const std::vector<AddedPiece>& added, const std::filesystem::path& model_folder,
                                    std::vector<std::string>& pieces);

}  // namespace neurank::tokenizer
