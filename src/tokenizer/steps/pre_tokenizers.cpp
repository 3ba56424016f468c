#include "tokenizer/steps/pre_tokenizers.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "tokenizer/pre_tokens.hpp"
#include "tokenizer/steps/cut.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

/// A step that cuts each text for itself.
template <class Cut>
PreTokenizer each_text(Cut cut_text) {
  return [cut_text](std::vector<TracedText> texts) {
    std::vector<TracedText> parts;
    for (const TracedText& text : texts) cut_text(text, parts);
    return parts;
  };
}

PreTokenizer cut_at(Pattern pattern, Behavior behavior, bool invert = false) {
  return each_text([=](const TracedText& text, std::vector<TracedText>& parts) {
    cut(text, pattern(text.characters), behavior, invert, parts);
  });
}

PreTokenizer sequence_of(std::vector<PreTokenizer> steps) {
  return [steps = std::move(steps)](std::vector<TracedText> texts) {
    for (const PreTokenizer& step : steps) texts = step(std::move(texts));
    return texts;
  };
}

PreTokenizer bert(const JsonPart& step) {
  step.expect_only({"type"});
  return sequence_of(
      {cut_at(characters(is_blank), Behavior::removed), cut_at(characters(is_punctuation), Behavior::isolated)});
}

void cut_as_gpt2(const TracedText& text, std::vector<TracedText>& parts) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = pre_token_end(text.characters, begin);
    parts.push_back(text.part(begin, end));
    begin = end;
  }
}

PreTokenizer byte_level(const JsonPart& step) {
  step.expect_only({"type", "add_prefix_space", "trim_offsets", "use_regex"});
  const bool prepends = step.flag("add_prefix_space", true), cuts = step.flag("use_regex", true);
  return each_text([=](TracedText text, std::vector<TracedText>& parts) {
    if (prepends && !text.characters.starts_with(U' ')) text.prepend(U" ");
    if (cuts)
      cut_as_gpt2(text, parts);
    else if (!text.empty())
      parts.push_back(std::move(text));
  });
}

PreTokenizer digits(const JsonPart& step) {
  step.expect_only({"type", "individual_digits"});
  return cut_at(characters(is_number),
                step.flag("individual_digits", false) ? Behavior::isolated : Behavior::contiguous);
}

/// Where the blank's mark is put before a text that does not begin with it.
enum class Prepended { always, first, never };

/// @throws Error for a scheme that is none, and where it contradicts the flag of older files
Prepended prepended(const JsonPart& step) {
  const bool by_flag = step.flag("add_prefix_space", true);
  if (!step.has("prepend_scheme")) return by_flag ? Prepended::always : Prepended::never;
  const std::string scheme = step.text("prepend_scheme");
  const Prepended found = scheme == "always"  ? Prepended::always
                          : scheme == "first" ? Prepended::first
                                              : Prepended::never;
  if (found == Prepended::never && scheme != "never") throw step.refused("prepend_scheme is " + in_quotes(scheme));
  if (by_flag == (found == Prepended::never) && step.has("add_prefix_space"))
    throw step.refused("add_prefix_space and prepend_scheme contradict each other");
  return found;
}

PreTokenizer metaspace(const JsonPart& step) {
  step.expect_only({"type", "replacement", "str_rep", "prepend_scheme", "add_prefix_space", "split"});
  const std::u32string mark = to_code_points(step.text("replacement"));
  if (mark.size() != 1) throw step.refused("replacement is no single character");
  const Prepended scheme = prepended(step);
  const bool cuts = step.flag("split", true);
  return each_text([=, mark = mark.front()](TracedText text, std::vector<TracedText>& parts) {
    std::ranges::replace(text.characters, U' ', mark);
    const bool wants_mark = scheme == Prepended::always || (scheme == Prepended::first && text.is_first);
    if (wants_mark && !text.characters.starts_with(mark)) text.prepend(std::u32string_view(&mark, 1));
    const Pattern marks = literal(std::u32string(1, mark));
    cut(text, cuts ? marks(text.characters) : std::vector<Range>{}, Behavior::merged_with_next, false, parts);
  });
}

PreTokenizer punctuation(const JsonPart& step) {
  step.expect_only({"type", "behavior"});
  return cut_at(characters(is_punctuation), step.has("behavior") ? read_behavior(step) : Behavior::isolated);
}

PreTokenizer split(const JsonPart& step) {
  step.expect_only({"type", "pattern", "behavior", "invert"});
  return cut_at(read_pattern(step, "pattern"), read_behavior(step), step.flag("invert", false));
}

/// Runs of characters of words, and runs of what are neither those nor blanks.
std::vector<Range> runs_of_words(std::u32string_view text) {
  std::vector<Range> runs;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_blank(text[i])) continue;
    const bool goes_on = !runs.empty() && runs.back().end == i && is_word_part(text[i - 1]) == is_word_part(text[i]);
    if (goes_on)
      ++runs.back().end;
    else
      runs.push_back({i, i + 1});
  }
  return runs;
}

PreTokenizer whitespace(const JsonPart& step) {
  step.expect_only({"type"});
  return cut_at(runs_of_words, Behavior::removed, true);
}

PreTokenizer whitespace_split(const JsonPart& step) {
  step.expect_only({"type"});
  return cut_at(characters(is_blank), Behavior::removed);
}

PreTokenizer sequence(const JsonPart& step) {
  step.expect_only({"type", "pretokenizers"});
  std::vector<PreTokenizer> steps;
  for (const JsonPart& part : step.parts("pretokenizers")) steps.push_back(read_pre_tokenizer(part));
  return sequence_of(std::move(steps));
}

}  // namespace

PreTokenizer read_pre_tokenizer(const JsonPart& step) {
  constexpr std::pair<std::string_view, PreTokenizer (*)(const JsonPart&)> kinds[] = {
      {"BertPreTokenizer", bert}, {"ByteLevel", byte_level},    {"Digits", digits},
      {"Metaspace", metaspace},   {"Punctuation", punctuation}, {"Sequence", sequence},
      {"Split", split},           {"Whitespace", whitespace},   {"WhitespaceSplit", whitespace_split}};
  const std::string type = step.text("type");
  for (const auto& [name, read] : kinds)
    if (name == type) return read(step);
  throw step.refused("of type " + in_quotes(type) + " is not supported here");
}

bool has_byte_level(const JsonPart& step) {
  const std::string type = step.text("type");
  if (type != "Sequence") return type == "ByteLevel";
  return std::ranges::any_of(step.parts("pretokenizers"), has_byte_level);
}

}  // namespace neurank::tokenizer
