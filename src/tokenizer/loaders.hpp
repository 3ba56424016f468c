#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <vector>

#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {

// The kinds of tokenizers of published models. For each: the files that a folder's tokenizer of the kind is read from
// (none when the folder has no such tokenizer, some when parts of it are missing), and the tokenizer itself, which
// throws Error when a file is missing or bad.

std::vector<std::filesystem::path> word_piece_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_word_piece(const std::filesystem::path& folder);

std::vector<std::filesystem::path> sentence_piece_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_sentence_piece(const std::filesystem::path& folder);

std::vector<std::filesystem::path> byte_pair_files(const std::filesystem::path& folder);
std::unique_ptr<Tokenizer> load_byte_pairs(const std::filesystem::path& folder);

/// Those of the named files that a folder has, and its tokenizer_config.json; none when it has none of the named ones.
std::vector<std::filesystem::path> files_with_config(const std::filesystem::path& folder,
                                                     std::initializer_list<const char*> names);

}  // namespace neurank::tokenizer
