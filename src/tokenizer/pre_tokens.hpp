#pragma once

#include <cstddef>
#include <string_view>

namespace neurank::tokenizer {

/// End of the pre-token that starts at a position of a text, as GPT-2 cuts text (Radford et al. 2019) before it cuts it
/// into pieces: at each place the first of
///   's  't  're  've  'm  'll  'd
///   letters, or numbers, or what is neither nor white space; a blank may come before them
///   white space, but for its last character where something follows
///   white space
/// Letters and numbers are Unicode's categories L and N, white space has the property White_Space.
/// @pre begin < text.size()
std::size_t pre_token_end(std::u32string_view text, std::size_t begin);

}  // namespace neurank::tokenizer
