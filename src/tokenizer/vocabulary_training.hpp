#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::tokenizer {

// Vocabularies learned from text, for models that are trained from nothing. The same sentences give the same file.

/// Writes a WordPiece vocabulary (vocab.txt, for load_tokenizer) of exactly `size` pieces, case kept. [PAD], [UNK],
/// [CLS], [SEP] and [MASK] come first, then every character of the text, as it starts a word and as it goes on with one
/// ("##x"), then the results of byte-pair merges (Sennrich et al. 2016, algorithm 1): the most frequent pair of
/// neighbouring pieces of a token is joined, over and over; of equally frequent pairs the one of older pieces. Merging
/// by frequency is what the `tokenizers` library does for WordPiece too; the likelihood ratio of Schuster and Nakajima
/// (2012) prefers the rarest characters.
/// @param sentences their words; tokens as BERT's basic tokenizer makes them, those over 100 characters left out
/// @param file replaced; load_tokenizer lower-cases when no piece has a capital letter and no tokenizer_config.json
///             beside the file says otherwise
/// Throws Error when there is no word, when the characters alone are too many, when the text yields fewer pieces, and
/// when the file cannot be written.
void write_word_piece_vocabulary(const std::vector<std::vector<std::string>>& sentences, Index size,
                                 const std::filesystem::path& file);

/// Writes a SentencePiece unigram model (spiece.model, for load_tokenizer; Kudo 2018) of exactly `size` pieces with
/// XLNet's special pieces under their published ids: <unk> 0, <s> 1, </s> 2, <cls> 3, <sep> 4, <pad> 5, <mask> 6,
/// <eod> 7, <eop> 8. Trained by the SentencePiece library with one thread, on the text as XLNet's tokenizer prepares it
/// (accents dropped), every character kept.
/// @param sentences their words, which are joined with blanks
/// @param file replaced
/// Throws Error when there is no word, when the text needs more or yields fewer pieces, when the library is missing,
/// and when the file cannot be written.
void write_sentence_piece_vocabulary(const std::vector<std::vector<std::string>>& sentences, Index size,
                                     const std::filesystem::path& file);

}  // namespace neurank::tokenizer
