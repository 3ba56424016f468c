#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::fuzz {

inline void write(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

/// Loads the tokenizer of a folder and, if it can be loaded, cuts a text with it and spells the pieces.
inline void load_and_cut(const std::filesystem::path& folder, std::string_view text) {
  may_fail([&] {
    const auto tokenizer = tokenizer::load_tokenizer(folder);
    const auto parts = split_whitespace(text);
    const std::vector<std::string> words(parts.begin(), parts.end());
    for (const std::int32_t id : tokenizer->tokenize(words).ids) tokenizer->spell({&id, 1});
    tokenizer->framing();
  });
}

}  // namespace neurank::fuzz
