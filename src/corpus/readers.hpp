#pragma once

#include <filesystem>

#include "corpus/corpus.hpp"

namespace neurank::corpus {

/// Appends the sentences of one file to a text. Throws Error with file:line for what is not in the format, a word or
/// label that is empty, or a byte that is not UTF-8.
/// @pre the settings' sources are of the format (check_source)
using Reader = void (*)(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

// One reader for each corpus format.

/// CoNLL columns: a word a line, a line without fields ends a sentence. Fields lie between tabs or between runs of
/// white space, as the file has them (column_layout()); a line with another number of fields than most is refused, but
/// for more fields between tabs. No words are lines that begin with `# ` and have another number of fields, marks of
/// documents (`-DOCSTART-`, `#begin document`, `#end document`) and, where every line begins with an id and the word is
/// not the first field, ranges and empty nodes (1-2, 1.1). `#` is a word.
void read_conll(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// CoNLL-U (universaldependencies.org/format.html): ten fields between tabs, the word is FORM, with the blanks that it
/// may have. Comments, ranges of multi-word tokens (1-2) and empty nodes (1.1) are left out. A word that lacks a wanted
/// feature has the label `_`. CoNLL-U Plus: the columns are those that `# global.columns` names in the first line, FORM
/// among them, without ID words are not numbered.
void read_conllu(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// The shared tasks of 2008 and 2009: 14 fields or more between tabs, the word is FORM.
void read_conll2009(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// The shared tasks of 2011 and 2012, OntoNotes: 12 fields or more between blanks, those of a sentence's predicates
/// before the last; `#begin document` starts a document.
void read_conll2012(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Sentences of the C&C tools: one a line, tokens between blanks, as in `word|pos|category`. The file's first token
/// tells the number of fields; tokens are cut from the right, so that a word may hold `|`. Lines before the first
/// sentence that start with `# ` are comments.
void read_pipe(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Derivations of CCGbank (AUTO files): a line `ID=...`, then one with the derivation in brackets; of several for one
/// ID (a parser's n best) the first is read. `pos` is the tag as CCGbank corrected it, `xpos` the treebank's own.
void read_ccgbank(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// Columns of the Parallel Meaning Bank: a word a line, fields between tabs, a blank line ends a sentence, lines that
/// start with `# ` or `##` are comments. A word of several parts joined with `~` gets blanks in place of the `~`. Names
/// of fields are those in the comments of the file (`# tok:gold<TAB>sym:gold`); all of these must agree.
void read_pmb(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

/// A text with one sentence a line, words between blanks, and one label file beside it for each source: as many lines,
/// and in each as many labels as words. A line without words is not a sentence.
void read_parallel(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text);

}  // namespace neurank::corpus
