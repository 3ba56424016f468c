#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/complaint.hpp"
#include "corpus/readers.hpp"

namespace neurank::corpus {

// The source of a label column says where a file of the format has it: the number of a field (from 0), the name of a
// field, or the extension of a label file.

/// What sets a corpus format apart.
struct FormatRules {
  Reader read;                     ///< reads a file; null for generated text
  std::vector<std::string> names;  ///< of the fields, where they have names
  std::string open_name;           ///< prefix to which the user adds a name, e.g. "feats:"; or empty
  bool numbers = false;            ///< the number of a field is a source, too
  bool any_word = false;           ///< word_column selects the field of the word
  bool plus_names = false;         ///< a column that the file's `# global.columns` names is a source, too
  bool label_files = false;        ///< a column is a file beside the text, its source the extension of that file
};

/// The rules of a format.
const FormatRules& rules_of(Format format);

/// Why the corpus's format cannot find a label column at this source; nothing when it can.
std::optional<Complaint> check_source(const CorpusSettings& settings, std::string_view source);

/// What is wrong with the number of the word's field; nothing when it is right.
std::optional<Complaint> check_word(const CorpusSettings& settings);

/// What is wrong with one of a corpus's settings, found under this path of keys below the corpus in a grid.
struct SettingComplaint {
  std::vector<std::string> key;
  Complaint complaint;
};

/// What does not go together in the splits of a corpus: generated text has numbers of sentences and a seed, text in
/// files has neither, and dev comes from one place.
std::vector<SettingComplaint> check_splits(const CorpusSettings& settings);

/// Whether a format has a field of this name. A task may name it although the corpus's columns do not.
bool names_field(Format format, std::string_view source);

/// Names of a format's fields for messages: upos, ..., feats:NAME.
std::vector<std::string> field_names(Format format);

/// The number of a field, from 0, that a source is; nothing for any other source.
std::optional<int> field_number(std::string_view source);

/// The label file of a text: the text's last extension replaced by the source.
std::filesystem::path label_file(const std::filesystem::path& text, const std::string& source);

/// Whether a label column may have this name, which becomes part of the activation file's structure.
bool is_column_name(std::string_view name);
inline constexpr const char* column_name_rule = "use letters, digits, . _ - : [ ] and no dot first";

}  // namespace neurank::corpus
