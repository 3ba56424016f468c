#include "tokenizer/steps/normalizers.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "tokenizer/rule_table.hpp"
#include "tokenizer/steps/pattern.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

/// Keeps, of each character, what a function makes of it.
template <class Change>
TracedText each(const TracedText& text, Change change) {
  TracedText result{.is_first = text.is_first};
  for (std::size_t i = 0; i < text.size(); ++i) change(text.characters[i], text.words[i], result);
  return result;
}

template <class Dropped>
TracedText without(const TracedText& text, Dropped is_dropped) {
  return each(text, [&](char32_t c, std::uint32_t word, TracedText& result) {
    if (!is_dropped(c)) result.add(c, word);
  });
}

TracedText in_form(const TracedText& text, Form form) {
  TracedText result{.is_first = text.is_first};
  for_each_normalized(text.characters, form,
                      [&](std::size_t begin, std::u32string_view part) { result.add(part, text.words[begin]); });
  return result;
}

TracedText lower_cased(const TracedText& text) {
  return each(text, [](char32_t c, std::uint32_t word, TracedText& result) {
    result.add(lower_case(std::u32string_view(&c, 1)), word);
  });
}

TracedText stripped(const TracedText& text, bool left, bool right) {
  std::size_t begin = 0, end = text.size();
  while (left && begin < end && is_blank(text.characters[begin])) ++begin;
  while (right && end > begin && is_blank(text.characters[end - 1])) --end;
  return text.part(begin, end);
}

TracedText replaced(const TracedText& text, const Pattern& pattern, std::u32string_view content) {
  TracedText result{.is_first = text.is_first};
  std::size_t done = 0;
  const auto keep_until = [&](std::size_t end) {
    for (; done < end; ++done) result.add(text.characters[done], text.words[done]);
  };
  for (const Range& range : pattern(text.characters)) {
    keep_until(range.begin);
    result.add(content, text.words[range.begin]);
    done = range.end;
  }
  keep_until(text.size());
  return result;
}

/// A whole grapheme of up to five bytes is looked up first, then each of its characters; of several rules that begin
/// alike the shortest counts, for what has several characters too (the `tokenizers` library's reading of
/// SentencePiece's table, which takes the longest).
TracedText by_rules(const TracedText& text, const RuleTable& rules) {
  constexpr std::size_t longest_grapheme = 5;  // bytes
  TracedText result{.is_first = text.is_first};
  std::size_t begin = 0;
  for (const std::size_t end : grapheme_ends(text.characters)) {
    const std::string grapheme = to_utf8(std::u32string_view(text.characters).substr(begin, end - begin));
    const auto whole = grapheme.size() <= longest_grapheme ? rules.first_match(grapheme) : std::nullopt;
    if (whole) result.add(to_code_points(*whole), text.words[begin]);
    for (std::size_t i = begin; !whole && i < end; ++i) {
      const auto rule = rules.first_match(to_utf8(std::u32string_view(text.characters).substr(i, 1)));
      result.add(rule ? to_code_points(*rule) : text.characters.substr(i, 1), text.words[i]);
    }
    begin = end;
  }
  return result;
}

Normalizer bert(const JsonPart& step) {
  step.expect_only({"type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase"});
  const bool cleans = step.flag("clean_text", true), separates = step.flag("handle_chinese_chars", true);
  const bool lowers = step.flag("lowercase", true), strips = step.flag("strip_accents", lowers);
  const auto prepare = [=](char32_t c, std::uint32_t word, TracedText& result) {
    if (cleans && (c == 0 || c == 0xfffd || is_control(c))) return;
    const bool is_apart = separates && is_cjk(c);
    if (is_apart) result.add(U' ', word);
    result.add(cleans && is_blank(c) ? U' ' : c, word);
    if (is_apart) result.add(U' ', word);
  };
  return [=](const TracedText& text) {
    TracedText result = each(text, prepare);
    if (strips) result = without(in_form(result, Form::nfd), is_non_spacing_mark);
    return lowers ? lower_cased(result) : result;
  };
}

Normalizer precompiled(const JsonPart& step) {
  step.expect_only({"type", "precompiled_charsmap"});
  if (!step.has("precompiled_charsmap")) return [](const TracedText& text) { return text; };
  const auto bytes = decoded_base64(step.text("precompiled_charsmap"));
  if (!bytes || !is_sound_rule_table(*bytes)) throw step.refused("precompiled_charsmap is damaged");
  const auto rules = std::make_shared<const RuleTable>(*bytes);
  return [rules](const TracedText& text) { return by_rules(text, *rules); };
}

Normalizer replace(const JsonPart& step) {
  step.expect_only({"type", "pattern", "content"});
  return [pattern = read_pattern(step, "pattern"), content = to_code_points(step.text("content"))](
             const TracedText& text) { return replaced(text, pattern, content); };
}

Normalizer prepend(const JsonPart& step) {
  step.expect_only({"type", "prepend"});
  return [mark = to_code_points(step.text("prepend"))](TracedText text) {
    text.prepend(mark);
    return text;
  };
}

Normalizer strip(const JsonPart& step) {
  step.expect_only({"type", "strip_left", "strip_right"});
  return [left = step.flag("strip_left", true), right = step.flag("strip_right", true)](const TracedText& text) {
    return stripped(text, left, right);
  };
}

Normalizer sequence(const JsonPart& step) {
  step.expect_only({"type", "normalizers"});
  std::vector<Normalizer> steps;
  for (const JsonPart& part : step.parts("normalizers")) steps.push_back(read_normalizer(part));
  return [steps](TracedText text) {
    for (const Normalizer& normalizer : steps) text = normalizer(text);
    return text;
  };
}

/// Steps without settings.
Normalizer plain(const std::string& type) {
  if (type == "Lowercase") return lower_cased;
  if (type == "StripAccents") return [](const TracedText& text) { return without(text, is_mark); };
  const Form form = type == "NFC" ? Form::nfc : type == "NFD" ? Form::nfd : type == "NFKC" ? Form::nfkc : Form::nfkd;
  return [form](const TracedText& text) { return in_form(text, form); };
}

}  // namespace

Normalizer read_normalizer(const JsonPart& step) {
  const std::string type = step.type({"BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Precompiled",
                                      "Prepend", "Replace", "Sequence", "Strip", "StripAccents"});
  constexpr std::pair<std::string_view, Normalizer (*)(const JsonPart&)> with_settings[] = {
      {"BertNormalizer", bert}, {"Precompiled", precompiled}, {"Prepend", prepend},
      {"Replace", replace},     {"Sequence", sequence},       {"Strip", strip}};
  for (const auto& [name, read] : with_settings)
    if (name == type) return read(step);
  step.expect_only({"type"});
  return plain(type);
}

}  // namespace neurank::tokenizer
