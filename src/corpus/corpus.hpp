#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/cast.hpp"
#include "base/index.hpp"
#include "base/names.hpp"

namespace neurank::corpus {

/// Tokenised sentences with label columns.
struct TaggedText {
  std::vector<std::string> words;                           ///< [T], UTF-8
  std::vector<Index> sentence_offsets{0};                   ///< [S + 1], word at which each sentence starts; last is T
  std::map<std::string, std::vector<std::string>> columns;  ///< label column -> [T]
  std::vector<Index> document_starts = {};  ///< words at which documents start, ascending; empty if nothing tells them
  std::map<std::string, std::set<std::string>> passed_over = {};  ///< label column -> labels of lines that are no words
  std::vector<std::string> notes = {};                            ///< what a reader of the files may not expect

  Index num_words() const { return to_index(words.size()); }
  Index num_sentences() const { return to_index(sentence_offsets.size()) - 1; }
};

/// Parts of a corpus.
enum class Split { train, dev, test };
constexpr std::array<const char*, 3> names_of(Split) { return {"train", "dev", "test"}; }

/// Where a sentence stood: a text file, by its place among those of train, dev and test, and a sentence in it, from 0.
struct SentenceOrigin {
  Index file = 0, sentence = 0;

  bool operator==(const SentenceOrigin&) const = default;
};

/// A whole corpus: train, dev and test sentences one after another.
struct Corpus {
  TaggedText text;
  std::array<Range, 3> splits;               ///< word ranges; together they are [0, T)
  std::vector<SentenceOrigin> origins = {};  ///< [S]
  std::vector<Index> file_sentences = {};    ///< [text files] sentences in each, those that were left out included

  Range split(Split which) const { return splits[to_size(which)]; }

  /// [D + 1] word at which each document starts, and T; a split starts one. Empty if nothing tells documents.
  std::vector<Index> document_offsets() const;
};

/// Formats of corpora.
enum class Format { conll, conllu, pipe, ccgbank, pmb, parallel, generated, conll2009, conll2012 };
constexpr std::array<const char*, 9> names_of(Format) {
  return {"conll", "conllu", "pipe", "ccgbank", "pmb", "parallel", "generated", "conll2009", "conll2012"};
}

/// Where a corpus lies and how it is read (config/README.md: "Models, corpora, tasks").
struct CorpusSettings {
  std::string name = {};
  Format format = Format::conll;
  int word_column = 0;  ///< field of the word, from 0; formats that know where the word is have 0
  std::map<std::string, std::string> columns = {};  ///< label column name -> its source (see formats.hpp)
  std::vector<std::filesystem::path> train = {};    ///< read one after another
  std::vector<std::filesystem::path> dev = {};      ///< empty when dev_every is set
  Index dev_every = 0;  ///< every k-th training sentence (the k-th, 2k-th, ...) moves to dev
  std::vector<std::filesystem::path> test = {};
  std::array<Index, 3> sentences = {};  ///< of the splits, for Format::generated, which has no files
  std::uint64_t seed = 0;               ///< of Format::generated
  Index max_words = 0;  ///< training sentences, taken evenly over all, are kept while they fit in so many words; 0: all
};

/// Reads all files of a corpus. Throws a usage Error for settings that cannot be meant, and Error with file:line for a
/// missing file, what is not in the corpus's format, invalid UTF-8, an empty split, or no sentence at all.
Corpus read_corpus(const CorpusSettings& settings);

/// SHA-256 of what a corpus is made of: its files in the order of files_of(), or its generated text with all columns.
/// Throws Error when a file cannot be read.
std::string corpus_hash(const CorpusSettings& settings);

/// Files of a corpus in the order in which they are read; each text is followed by its label files where the format
/// has them.
std::vector<std::filesystem::path> files_of(const CorpusSettings& settings);

}  // namespace neurank::corpus
