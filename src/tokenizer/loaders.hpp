#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {

// The kinds of tokenizers of published models. For each there are two functions. The first returns the files from which
// a folder's tokenizer of this kind is read: none when the folder has no such tokenizer, some when parts of it are
// missing. The second reads the tokenizer, and throws Error when a file is missing or bad.

/// WordPiece, which is read from vocab.txt.
std::vector<std::filesystem::path> word_piece_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_word_piece(const std::filesystem::path& folder);

/// SentencePiece, which is read from spiece.model. A tokenizer.json beside it is held against it, and noted where it is
/// not understood.
std::vector<std::filesystem::path> sentence_piece_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_sentence_piece(const std::filesystem::path& folder);

/// Byte-level BPE, which is read from vocab.json and merges.txt.
std::vector<std::filesystem::path> byte_pair_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_byte_pairs(const std::filesystem::path& folder);

/// WordPiece, BPE or Unigram, read from tokenizer.json, which decides where it stands but beside a
/// SentencePiece model. Throws Error for all that is in it and not understood, and where a vocabulary beside it gives a
/// piece another id.
std::vector<std::filesystem::path> tokenizer_json_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_tokenizer_json(const std::filesystem::path& folder);

/// Throws Error where the pieces of a file have other ids in the folder's tokenizer.json.
void expect_same_ids(const std::filesystem::path& file, const Vocabulary& pieces, const Tokenizer& tokenizer_json);

/// That a folder's tokenizer_class is not the one of the files that it has. @param file one of these
Error other_class(const std::filesystem::path& folder, const char* file);

/// The named files that a folder has, and its tokenizer_config.json; nothing when it has none of the named files.
std::vector<std::filesystem::path> files_with_config(const std::filesystem::path& folder,
                                                     std::initializer_list<const char*> names);

}  // namespace neurank::tokenizer
