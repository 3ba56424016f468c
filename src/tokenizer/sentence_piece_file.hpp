#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace neurank::tokenizer {

/// Reads a SentencePiece model file and makes sure that the library can be trusted with it: the library walks the
/// file's table of normalisation rules without looking at its bounds, and collects the rules and the user-defined
/// pieces that start alike in arrays of fixed size. Models must be unigram models with the blank's mark before words,
/// as XLNet's and ALBERT's are. What remains to be found (a piece twice, say) the library reports by itself. Throws
/// Error when the file is missing or not such a model.
std::string read_sentence_piece_file(const std::filesystem::path& file);

/// The same checks on bytes. Throws Error that names the file.
void expect_sentence_piece_model(std::string_view bytes, const std::filesystem::path& file);

/// The Error of a file that cannot be used, for the caller to throw.
Error unusable_sentence_piece_file(const std::filesystem::path& file, const std::string& problem);

}  // namespace neurank::tokenizer
