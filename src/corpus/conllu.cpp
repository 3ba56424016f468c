#include <algorithm>
#include <array>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

constexpr std::array<std::string_view, 10> line_fields = {"id",    "form", "lemma",  "upos", "xpos",
                                                          "feats", "head", "deprel", "deps", "misc"};
constexpr std::size_t form = 1, feats = 5;
constexpr std::string_view feature_source = "feats:", absent = "_";

/// A feature that is asked for, and where its value goes: behind the ten fields of the line.
struct Feature {
  std::string_view name;
  std::size_t field;
};

/// Features among the sources. @return views into the settings
std::vector<Feature> features_of(const CorpusSettings& settings) {
  std::vector<Feature> features;
  for (const auto& [column, source] : settings.columns)
    if (source.starts_with(feature_source))
      features.push_back(
          {std::string_view(source).substr(feature_source.size()), line_fields.size() + features.size()});
  return features;
}

std::size_t field_of(const std::string& source, const std::vector<Feature>& features) {
  if (!source.starts_with(feature_source)) return to_size(std::ranges::find(line_fields, source) - line_fields.begin());
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

/// Number of a text of digits alone.
std::optional<long> whole_number(std::string_view text) {
  return text.starts_with('-') ? std::nullopt : number_of<long>(text);
}

/// Whether an id is that of a range of multi-word tokens (1-2) or of an empty node (1.1).
bool is_no_word(std::string_view id) {
  const std::size_t sign = id.find_first_of("-.");
  return sign != std::string_view::npos && whole_number(id.substr(0, sign)) && whole_number(id.substr(sign + 1));
}

/// Reads the lines of one file.
class Reading {
 public:
  Reading(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text)
      : file_(file),
        features_(features_of(settings)),
        words_(
            file, settings, form, [this](const std::string& source) { return field_of(source, features_); }, text) {}

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
    if (fields.size() != line_fields.size())
      throw input_error(at(file_, line) + counted(fields.size(), "column") + ", but CoNLL-U has 10, between tabs",
                        "correct the line, or name the corpus's format");
    if (is_no_word(fields[0])) return;
    if (whole_number(fields[0]) != last_id_ + 1)
      throw input_error(at(file_, line) + "the id " + in_quotes(fields[0]) + " stands where " +
                            std::to_string(last_id_ + 1) + " is expected",
                        "number the words of a sentence, with an empty line after each sentence");
    ++last_id_;
    for (const Feature& feature : features_) fields.push_back(value_of(feature.name, fields[feats]));
    words_.add(fields, line);
  }

  const std::filesystem::path& file_;
  std::vector<Feature> features_;
  WordCollector words_;
  long last_id_ = 0;
};

}  // namespace

void read_conllu(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  Reading(file, settings, text).read(content);
}

}  // namespace neurank::corpus
