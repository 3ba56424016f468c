#pragma once

#include <string_view>
#include <vector>

#include "corpus/word_collector.hpp"

namespace neurank::corpus {

/// Begins the line that starts a document of CoNLL-2011 and -2012.
inline constexpr std::string_view document_begin = "#begin document";

/// How the lines of a file of columns are cut into fields: as the file itself does it.
struct ColumnLayout {
  bool tabs = false;      ///< fields lie between tabs and may hold blanks; else between any run of white space
  std::size_t count = 0;  ///< fields of most lines
  long example = 0;       ///< the first line that has so many, from 1
  bool has_tabs = false;  ///< some line of a word has one
  bool has_ids = false;   ///< lines begin with ids that run as those of CoNLL-U do (1, 1-2, 1.1)

  /// Fields of a line, without the blanks around them.
  Fields fields(std::string_view line) const;
};

/// The layout of a whole file: tabs if most lines have some and are cut by them as evenly as by white space.
ColumnLayout column_layout(std::string_view content);

/// What a line of such a file is.
enum class LineKind {
  blank,
  word,
  comment,         ///< begins with "# " and has another number of fields than words have, or the other separator;
                   ///< begins with "#" where all words begin with ids
  document_start,  ///< "#begin document" or a comment "# newdoc"
  document_word,   ///< begins with -DOCSTART- (CoNLL-2003): has labels, but is no word
  document_end,    ///< "#end document"
};

/// @param fields of the line  @param word_column where words stand among them
LineKind kind_of(std::string_view line, const Fields& fields, const ColumnLayout& layout, std::size_t word_column);

/// Whether a word's line reads as comments do: "# key = value" or "# id x".
bool could_be_comment(std::string_view line);

}  // namespace neurank::corpus
