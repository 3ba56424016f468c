#include "tokenizer/steps/pattern.hpp"

#include <unicode/regex.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

/// Steps of ICU's search engine, of some hundreds of operations each: far more than a sentence needs.
constexpr std::int32_t longest_search = 100000;

/// An expression with classes that mean in ICU what they mean in Oniguruma on Unicode text, whose words hold the
/// numbers of Latin-1 (the half, the superscript two) and no others that are not decimal.
std::string translated(std::string_view expression) {
  constexpr std::pair<char, std::string_view> classes[] = {
      {'s', "\\p{White_Space}"},
      {'S', "\\P{White_Space}"},
      {'w', "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u00b2\\u00b3\\u00b9\\u00bc-\\u00be]"},
      {'W', "[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u00b2\\u00b3\\u00b9\\u00bc-\\u00be]"}};
  std::string result;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] != '\\' || i + 1 == expression.size()) {
      result += expression[i];
      continue;
    }
    const char letter = expression[++i];
    const auto* known = std::ranges::find(classes, letter, &std::pair<char, std::string_view>::first);
    if (known != std::end(classes))
      result += known->second;
    else
      result.append(1, '\\').append(1, letter);
  }
  return result;
}

/// Positions of characters among the UTF-16 units of a text, and one behind.
std::vector<std::size_t> characters_at_units(std::u32string_view text) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < text.size(); ++i) positions.insert(positions.end(), text[i] > 0xffff ? 2 : 1, i);
  positions.push_back(text.size());
  return positions;
}

void expect_found(UErrorCode status, const std::string& place) {
  if (U_FAILURE(status))
    throw input_error(place + " cannot be searched for (" + u_errorName(status) + ")", "use shorter sentences");
}

}  // namespace

Pattern literal(std::u32string text) {
  NEURANK_EXPECT(!text.empty());
  return [looked_for = std::move(text)](std::u32string_view where) {
    std::vector<Range> found;
    for (std::size_t at = where.find(looked_for); at != std::u32string_view::npos;
         at = where.find(looked_for, at + looked_for.size()))
      found.push_back({at, at + looked_for.size()});
    return found;
  };
}

Pattern characters(bool (*is_kind)(char32_t)) {
  return [is_kind](std::u32string_view text) {
    std::vector<Range> found;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (is_kind(text[i])) found.push_back({i, i + 1});
    return found;
  };
}

Pattern regular_expression(const std::string& expression, const std::string& place) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError unused;
  std::shared_ptr<const icu::RegexPattern> compiled(
      icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(translated(expression)), unused, status));
  if (U_FAILURE(status))
    throw input_error(place + " is no regular expression that is supported: " + in_quotes(expression) + " (" +
                          u_errorName(status) + ")",
                      "use a model whose tokenizer is supported");
  return [compiled, place](std::u32string_view text) {
    UErrorCode code = U_ZERO_ERROR;
    const icu::UnicodeString units = icu::UnicodeString::fromUTF8(to_utf8(text));
    const std::unique_ptr<icu::RegexMatcher> matcher(compiled->matcher(units, code));
    expect_found(code, place);
    matcher->setTimeLimit(longest_search, code);
    const std::vector<std::size_t> positions = characters_at_units(text);
    std::vector<Range> found;
    while (matcher->find(code)) {
      const Range range{positions[to_size(matcher->start(code))], positions[to_size(matcher->end(code))]};
      if (range.begin < range.end) found.push_back(range);
    }
    expect_found(code, place);
    return found;
  };
}

Pattern read_pattern(const JsonPart& step, const char* key) {
  const JsonPart pattern = step.part(key);
  pattern.expect_only({"String", "Regex"});
  if (pattern.has("Regex")) return regular_expression(pattern.text("Regex"), pattern.place());
  const std::u32string text = to_code_points(pattern.text("String"));
  if (text.empty()) throw pattern.refused("is empty");
  return literal(text);
}

}  // namespace neurank::tokenizer
