#pragma once

#include <filesystem>

#include "corpus/corpus.hpp"

namespace neurank::corpus {

// One reader a corpus format: each appends the sentences of one file to a text.

/// CoNLL columns: a word a line, fields between any run of white space, a line without fields ends a sentence. There
/// are no comments and no reserved words: `#` and `-DOCSTART-` are words. Throws Error with file:line for a line with
/// too few fields or a byte that is not UTF-8.
void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

}  // namespace neurank::corpus
