#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "corpus/corpus.hpp"

namespace neurank::corpus {

/// Fields of one word; views into the file's content.
using Fields = std::vector<std::string_view>;

/// Appends the words of one file, with the labels that the settings ask for, to a text.
class WordCollector {
 public:
  /// Position of a source among the fields.
  using FieldOf = std::function<std::size_t(const std::string& source)>;

  /// @param word position of the word among the fields
  WordCollector(std::filesystem::path file, const CorpusSettings& settings, std::size_t word, const FieldOf& field_of,
                TaggedText& text);

  /// Makes room for this many more words.
  void reserve(std::size_t words);

  /// Takes one word. Throws Error with file:line when a wanted field is missing or empty.
  void add(const Fields& fields, long line);

  /// Passes over a line that is no word: tasks may still ignore its labels.
  void skip(const Fields& fields);

  /// Says something of a line that its reader may not expect; of a file once. @param what follows "FILE:LINE: "
  void note(long line, const std::string& what);

  /// The next word is the first of a document.
  void begin_document();

  /// Ends the sentence, if it has any word.
  void end_sentence();

 private:
  /// The part of the text that takes one field of every word.
  struct Target {
    std::string name;    ///< for messages
    std::string column;  ///< empty for the word
    std::size_t field;
    std::vector<std::string>& values;
  };

  Error too_few_fields(long line, std::size_t count, const Target& target) const;

  std::filesystem::path file_;
  TaggedText& text_;
  std::vector<Target> targets_;
  bool has_noted_ = false;
};

/// The number of the field that a source names by number. @pre field_number(source)
std::size_t numbered_field(const std::string& source);

}  // namespace neurank::corpus
