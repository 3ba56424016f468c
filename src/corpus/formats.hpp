#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/complaint.hpp"
#include "corpus/readers.hpp"

namespace neurank::corpus {

// The source of a label column says where a format finds it: the number of a field (from 0), the name of a field, or
// the extension of a label file.

/// What sets a corpus format apart.
struct FormatRules {
  Reader read;                     ///< of a file; null for text that is generated
  std::vector<std::string> names;  ///< of its fields, where they have names
  std::string open_name;           ///< begin of names with an end of the user's choice, e.g. "feats:"; may be empty
  bool numbers = false;            ///< a number is a source, too
  bool any_word = false;           ///< word_column chooses the field of the word
  bool label_files = false;        ///< a column is a file beside the text and its source that file's extension
};

const FormatRules& rules_of(Format format);

/// What keeps the corpus's format from finding a label column at this source.
std::optional<Complaint> check_source(const CorpusSettings& settings, std::string_view source);

/// What is wrong with the number of the word's field.
std::optional<Complaint> check_word(const CorpusSettings& settings);

/// Whether a format calls a field so. A task may name such a field without the corpus's columns.
bool names_field(Format format, std::string_view source);

/// Names of a format's fields for messages: upos, ..., feats:NAME.
std::vector<std::string> field_names(Format format);

/// A source that is the number of a field, from 0.
std::optional<int> field_number(std::string_view source);

/// The label file of a text: the text's last extension replaced by the source.
std::filesystem::path label_file(const std::filesystem::path& text, const std::string& source);

/// Whether a label column may be called so; the name is part of the activation file's structure.
bool is_column_name(std::string_view name);
inline constexpr const char* column_name_rule = "use letters, digits, . _ - : [ ] and no dot first";

}  // namespace neurank::corpus
