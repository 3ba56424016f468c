#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus/labels.hpp"

namespace neurank::run {

/// What is said of a split's words that the text files of NeuroX lack or spell otherwise.
struct WordNote {
  Index sentence = 0, word = 0;  ///< in the split and in the sentence, from 1
  std::string text;              ///< as the corpus has it
  std::string note;              ///< "no vector", "left out by the task" or "written as ..."
};

/// A split as NeuroX reads it: a sentence a line, words or labels between blanks.
struct NeuroxText {
  std::vector<std::vector<Index>> sentences;  ///< rows of the words of each, ascending; none is empty
  std::vector<std::string> words;             ///< of all sentences, one after another, without white space
  std::string word_file, label_file;          ///< contents
  std::vector<WordNote> notes;                ///< in the order of the words

  Index longest() const;  ///< words of the longest sentence
  Index without_vector() const;
  Index left_out() const;  ///< by the task
};

/// Words of a corpus as a cell uses them.
struct CellWords {
  const std::vector<std::string>& words;       ///< [T]
  const std::vector<Index>& sentence_offsets;  ///< [S + 1]
  const corpus::EncodedLabels& labels;         ///< of all words
  const std::vector<std::uint8_t>& valid;      ///< [T], 0: no vector
  const std::vector<std::uint8_t>& used;       ///< [T], 0: no vector, or left out by the task
};

/// The words of a split that a cell uses, so that probes of both programs see the same. Sentences without such a word
/// are left out. White space in words and labels, which would part them, becomes "_": all that Python's str.split()
/// takes for it. Throws Error when two labels become one.
NeuroxText neurox_text(const CellWords& cell, Range split);

/// A text with "_" in place of each white space character.
std::string without_white_space(const std::string& text);

}  // namespace neurank::run
