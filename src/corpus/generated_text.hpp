#pragma once

#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <vector>

#include "corpus/corpus.hpp"

namespace neurank::corpus {

// English sentences made up by a grammar of ours, with every word's labels known (see grammar/).

/// Names of the label columns, in the order in which they are written: pos, chunk, ccg, sem, number, tense, aspect.
std::vector<std::string> generated_columns();

/// Draws the splits of a corpus of Format::generated, each from a stream of its own; all streams come from one seed. A
/// dev or test sentence that is also a training sentence is drawn again.
class GeneratedSplits {
 public:
  explicit GeneratedSplits(const CorpusSettings& settings) : settings_(settings) {}

  /// Appends a split's sentences with the columns that the settings name. @pre train comes first
  void append(Split split, TaggedText& text);

 private:
  const CorpusSettings& settings_;
  std::set<std::string> training_;  ///< its sentences, words joined with blanks
};

/// Writes the training sentences of a seed with all columns: a word a line, fields between blanks, an empty line after
/// each sentence.
void write_generated_conll(Index count, std::uint64_t seed, std::ostream& out);

/// Writes the same sentences as text: one a line, words between blanks.
void write_generated_text(Index count, std::uint64_t seed, std::ostream& out);

}  // namespace neurank::corpus
