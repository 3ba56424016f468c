#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>

#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {

/// A tokenised sentence as one line of JSON without line end: {"words": [...], "pieces": [...], "ids": [...],
/// "spans": [[begin, end], ...]}. Pieces and ids include the framing; an id is a list of numbers where a piece has
/// several. The pieces of words[i] are pieces[begin] .. pieces[end - 1] with [begin, end] = spans[i].
/// @pre words are UTF-8
std::string sentence_json(const Tokenizer& tokenizer, std::span<const std::string> words);

/// Writes sentence_json() of each line, words being cut at ASCII white space; a line without words gives a sentence of
/// framing alone. Throws Error with "NAME:line" where a line is not UTF-8.
/// @param name what the lines are called in errors
void write_sentences(const Tokenizer& tokenizer, std::istream& lines, const std::string& name, std::ostream& out);

}  // namespace neurank::tokenizer
