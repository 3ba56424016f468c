#include <algorithm>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/token_id.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

constexpr std::string_view feature_source = "feats:", absent = "_", plus_mark = "# global.columns";

/// The columns of a file, in their order.
class Columns {
 public:
  /// @param content of the file: CoNLL-U Plus names its columns in the first line
  Columns(const std::filesystem::path& file, std::string_view content) : file_(file) {
    std::string_view rest = content;
    const std::string_view first = content.empty() ? content : take_line(rest);
    if (!first.starts_with(plus_mark)) return;
    names_ = split_whitespace(first.substr(std::min(first.size(), first.find('=') + 1)));
    is_plus_ = true;
    if (!find("FORM"))
      throw input_error(at(file_, 1) + "the column FORM, with the words, is not among those that " +
                            std::string(plus_mark) + " names",
                        "name the corpus's format conll, with the number of the word's field");
  }

  std::size_t count() const { return names_.size(); }
  bool are_named() const { return is_plus_; }

  std::optional<std::size_t> find(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    return found == names_.end() ? std::nullopt : std::optional(to_size(found - names_.begin()));
  }

  /// Throws Error when the file has no such column. @param source a name of CoNLL-U in small letters, or any in the
  /// spelling of the file
  std::size_t operator[](const std::string& source) const {
    const auto found = find(find(source) ? source : in_capitals(source));
    if (found) return *found;
    throw input_error(at(file_, 1) + "no column is called " + in_quotes(source),
                      "the file's columns are " + join({names_.begin(), names_.end()}, ", "));
  }

 private:
  static std::string in_capitals(std::string text) {
    for (char& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
  }

  const std::filesystem::path& file_;
  Fields names_ = {"ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"};
  bool is_plus_ = false;
};

/// A feature that is asked for, and where its value goes: behind the fields of the line.
struct Feature {
  std::string_view name;
  std::size_t field;
};

/// Features among the sources. @return views into the settings
std::vector<Feature> features_of(const CorpusSettings& settings, const Columns& columns) {
  std::vector<Feature> features;
  for (const auto& [column, source] : settings.columns)
    if (source.starts_with(feature_source))
      features.push_back({std::string_view(source).substr(feature_source.size()), columns.count() + features.size()});
  return features;
}

std::size_t field_of(const std::string& source, const Columns& columns, const std::vector<Feature>& features) {
  if (!source.starts_with(feature_source)) return columns[source];
  const auto name = std::string_view(source).substr(feature_source.size());
  return std::ranges::find(features, name, &Feature::name)->field;
}

/// Value of one feature in `A=x|B=y`; `_` when it is not there.
std::string_view value_of(std::string_view name, std::string_view features) {
  while (!features.empty()) {
    const std::string_view one = features.substr(0, features.find('|'));
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=')
      return one.substr(name.size() + 1);
    features.remove_prefix(std::min(features.size(), one.size() + 1));
  }
  return absent;
}

/// Reads the lines of one file.
class Reading {
 public:
  Reading(const std::filesystem::path& file, const CorpusSettings& settings, std::string_view content, TaggedText& text)
      : file_(file),
        columns_(file, content),
        id_(columns_.find("ID")),
        features_(features_of(settings, columns_)),
        words_(
            file, settings, columns_["FORM"],
            [this](const std::string& source) { return field_of(source, columns_, features_); }, text) {
    if (!features_.empty()) feats_ = columns_["FEATS"];
  }

  void read(std::string_view content) {
    words_.reserve(count_lines(content));
    for_each_line(content, [&](std::string_view line, long number) { take(line, number); });
    words_.end_sentence();
  }

 private:
  void take(std::string_view line, long number) {
    if (is_blank(line)) {
      words_.end_sentence();
      last_id_ = 0;
    } else if (marks_document(line)) {
      words_.begin_document();
    } else if (!line.starts_with('#')) {
      take_fields(split(line, '\t'), number);
    }
  }

  void take_fields(Fields fields, long line) {
    if (fields.size() != columns_.count())
      throw input_error(at(file_, line) + counted(fields.size(), "column") + ", but " +
                            (columns_.are_named() ? "the file's first line names " : "CoNLL-U has ") +
                            std::to_string(columns_.count()) + ", between tabs",
                        "correct the line, or name the corpus's format");
    if (id_ && is_range_or_empty_node(fields[*id_])) return;
    if (id_ && whole_number(fields[*id_]) != last_id_ + 1)
      throw input_error(at(file_, line) + "the id " + in_quotes(fields[*id_]) + " stands where " +
                            std::to_string(last_id_ + 1) + " is expected",
                        "number the words of a sentence, with an empty line after each sentence");
    ++last_id_;
    for (const Feature& feature : features_) fields.push_back(value_of(feature.name, fields[feats_]));
    words_.add(fields, line);
  }

  const std::filesystem::path& file_;
  Columns columns_;
  std::optional<std::size_t> id_;  ///< column, in CoNLL-U Plus there may be none
  std::size_t feats_ = 0;          ///< column, if there are features
  std::vector<Feature> features_;
  WordCollector words_;
  long last_id_ = 0;
};

}  // namespace

void read_conllu(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  Reading(file, settings, content, text).read(content);
}

}  // namespace neurank::corpus
