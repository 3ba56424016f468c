#include "corpus/formats.hpp"

#include <algorithm>
#include <array>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "corpus/generated_text.hpp"

namespace neurank::corpus {
namespace {

// A larger number is a slip of the pen.
constexpr int max_fields = 10'000;
constexpr std::size_t max_name = 100;

/// Whether a text consists of letters, digits and the further characters, and does not start with a dot.
bool is_name(std::string_view text, std::string_view further) {
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           further.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= max_name && text.front() != '.' && std::ranges::all_of(text, allowed);
}

/// Whether a text is a column's name in CoNLL-U Plus: capitals, digits, "_", "-" and ":", as in PARSEME:MWE.
bool is_plus_name(std::string_view text) {
  const bool has_capital = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool has_small = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  return has_capital && !has_small && is_name(text, "_-:");
}

/// What may be a source, for a message "is not ...".
std::string kinds_of_source(Format format) {
  const FormatRules& rules = rules_of(format);
  if (rules.label_files) return "the extension of a label file";
  std::string number = rules.numbers ? "the number of a field" : "";
  if (rules.names.empty()) return number;
  return (rules.numbers ? number + " or " : "") + "one of " + join(field_names(format), ", ");
}

std::string remedy_for(Format format, std::string_view source) {
  const FormatRules& rules = rules_of(format);
  const auto near = source.size() <= max_name ? nearest(source, field_names(format)) : std::nullopt;
  if (near) return "did you mean " + *near + "?";
  if (rules.label_files) return "write label if the labels of train.word are in train.label";
  return rules.numbers ? "fields count from 0" : "";
}

}  // namespace

const FormatRules& rules_of(Format format) {
  // In the order of the enumerators.
  static const std::array<FormatRules, all_of<Format>().size()> rules = {{
      {.read = read_conll, .names = {}, .open_name = {}, .numbers = true, .any_word = true},
      {.read = read_conllu, .names = {"upos", "xpos", "lemma", "deprel"}, .open_name = "feats:", .plus_names = true},
      {.read = read_pipe, .names = {"pos", "category"}, .open_name = {}, .numbers = true},
      {.read = read_ccgbank, .names = {"category", "pos", "xpos"}, .open_name = {}},
      {.read = read_pmb,
       .names = {"tok", "sym", "sem", "cat", "sns", "rol"},
       .open_name = {},
       .numbers = true,
       .any_word = true},
      {.read = read_parallel, .names = {}, .open_name = {}, .label_files = true},
      {.read = nullptr, .names = generated_columns(), .open_name = {}},
      {.read = read_conll2009,
       .names = {"lemma", "plemma", "pos", "ppos", "feat", "pfeat", "head", "phead", "deprel", "pdeprel", "pred"},
       .open_name = {}},
      {.read = read_conll2012,
       .names = {"pos", "parse", "lemma", "frameset", "sense", "speaker", "entity", "coref"},
       .open_name = {}},
  }};
  return rules[to_size(format)];
}

std::optional<Complaint> check_source(const CorpusSettings& settings, std::string_view source) {
  const FormatRules& rules = rules_of(settings.format);
  const auto number = rules.numbers ? field_number(source) : std::nullopt;
  if (number == settings.word_column)
    return Complaint{"field " + std::to_string(*number) + " holds the words", "fields count from 0"};
  if (number || names_field(settings.format, source)) return std::nullopt;
  if (rules.label_files && is_name(source, "._-")) return std::nullopt;
  return Complaint{in_quotes(source) + " is not " + kinds_of_source(settings.format),
                   remedy_for(settings.format, source)};
}

std::optional<Complaint> check_word(const CorpusSettings& settings) {
  const std::string number = std::to_string(settings.word_column);
  if (settings.word_column < 0 || settings.word_column >= max_fields)
    return Complaint{number + " is not the number of a field", "fields count from 0"};
  if (settings.word_column > 0 && !rules_of(settings.format).any_word)
    return Complaint{name_of(settings.format) + " knows where its words are", "leave it out"};
  return std::nullopt;
}

std::vector<SettingComplaint> check_splits(const CorpusSettings& settings) {
  std::vector<SettingComplaint> complaints;
  const bool is_generated = settings.format == Format::generated;
  const std::array<bool, 3> has_files = {!settings.train.empty(), !settings.dev.empty(), !settings.test.empty()};
  for (const Split split : all_of<Split>()) {
    const bool has_sentences = settings.sentences[to_size(split)] > 0, reads_files = has_files[to_size(split)];
    const bool taken_from_train = split == Split::dev && settings.dev_every > 0;
    if (is_generated && reads_files)
      complaints.push_back({{name_of(split)}, {"generated text has no files", "write {sentences: 1000}"}});
    if (!is_generated && has_sentences)
      complaints.push_back({{name_of(split), "sentences"}, {"is only for the format generated", "name a file"}});
    if (taken_from_train && has_sentences)
      complaints.push_back({{name_of(split)}, {"has both every and sentences", "choose one"}});
    if (taken_from_train && reads_files)
      complaints.push_back({{name_of(split)}, {"has both every and files", "choose one"}});
  }
  if (!is_generated && settings.seed != 0)
    complaints.push_back({{"seed"}, {"is only for the format generated", "leave it out"}});
  return complaints;
}

bool names_field(Format format, std::string_view source) {
  const FormatRules& rules = rules_of(format);
  if (std::ranges::find(rules.names, source) != rules.names.end()) return true;
  if (rules.plus_names && is_plus_name(source)) return true;
  const std::string& begin = rules.open_name;
  return !begin.empty() && source.starts_with(begin) && is_name(source.substr(begin.size()), "_-[]") &&
         is_column_name(source);
}

std::vector<std::string> field_names(Format format) {
  const FormatRules& rules = rules_of(format);
  std::vector<std::string> names = rules.names;
  if (!rules.open_name.empty()) names.push_back(rules.open_name + "NAME");
  return names;
}

std::optional<int> field_number(std::string_view source) {
  const auto number = number_of<int>(source);
  return number && *number >= 0 && *number < max_fields ? number : std::nullopt;
}

std::filesystem::path label_file(const std::filesystem::path& text, const std::string& source) {
  return std::filesystem::path(text).replace_extension(source);
}

bool is_column_name(std::string_view name) { return is_name(name, "._-:[]"); }

}  // namespace neurank::corpus
