#pragma once

#include <filesystem>

#include "corpus/corpus.hpp"

namespace neurank::corpus {

/// Appends the sentences of one file to a text. Throws Error with file:line for what is not in the format, a word or
/// label that is empty, or a byte that is not UTF-8.
/// @pre the settings' sources are of the format (check_source)
using Reader = void (*)(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

// One reader for each corpus format.

/// CoNLL columns: a word a line, fields between any run of white space, a line without fields ends a sentence. There
/// are no comments and no reserved words: `#` and `-DOCSTART-` are words.
void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// CoNLL-U (universaldependencies.org/format.html): ten fields between tabs, the word is FORM, with the blanks that it
/// may have. Comments, ranges of multi-word tokens (1-2) and empty nodes (1.1) are left out. A word that lacks a wanted
/// feature has the label `_`.
void read_conllu(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Sentences of the C&C tools: one a line, tokens between blanks, as in `word|pos|category`. The file's first token
/// tells the number of fields; tokens are cut from the right, so that a word may hold `|`. Lines before the first
/// sentence that start with `# ` are comments.
void read_pipe(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Derivations of CCGbank (AUTO files): a line `ID=...`, then one with the derivation in brackets. `pos` is the tag as
/// CCGbank corrected it, `xpos` the treebank's own.
void read_ccgbank(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Columns of the Parallel Meaning Bank: a word a line, fields between tabs, a blank line ends a sentence, lines that
/// start with `# ` or `##` are comments. A word of several parts joined with `~` gets blanks in place of the `~`. Names
/// of fields are those in the comments of the file (`# tok:gold<TAB>sym:gold`); all of these must agree.
void read_pmb(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// A text with one sentence a line, words between blanks, and one label file beside it for each source: as many lines,
/// and in each as many labels as words. A line without words is not a sentence.
void read_parallel(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

}  // namespace neurank::corpus
