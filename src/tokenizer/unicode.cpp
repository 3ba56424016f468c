#include "tokenizer/unicode.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/error.hpp"

namespace neurank::tokenizer {
namespace {

bool is_ascii(std::u32string_view text) {
  return std::ranges::all_of(text, [](char32_t c) { return c < 0x80; });
}

icu::UnicodeString to_icu(std::u32string_view text) {
  icu::UnicodeString result;
  for (char32_t c : text) result.append(static_cast<UChar32>(c));
  return result;
}

std::u32string from_icu(const icu::UnicodeString& text) {
  std::u32string result;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    result += static_cast<char32_t>(text.char32At(i));
  return result;
}

using NormalizerGetter = const icu::Normalizer2* (*)(UErrorCode&);

const icu::Normalizer2& normalizer_of(NormalizerGetter getter) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = getter(status);
  if (U_FAILURE(status)) throw input_error(std::string("ICU cannot normalize text (") + u_errorName(status) + ")");
  return *form;
}

const icu::Normalizer2& normalizer_of(Form form) {
  switch (form) {
    case Form::nfc:
      return normalizer_of(icu::Normalizer2::getNFCInstance);
    case Form::nfd:
      return normalizer_of(icu::Normalizer2::getNFDInstance);
    case Form::nfkc:
      return normalizer_of(icu::Normalizer2::getNFKCInstance);
    case Form::nfkd:
      break;
  }
  return normalizer_of(icu::Normalizer2::getNFKDInstance);
}

std::u32string normalized(std::u32string_view text, const icu::Normalizer2& form) {
  UErrorCode status = U_ZERO_ERROR;
  std::u32string result = from_icu(form.normalize(to_icu(text), status));
  NEURANK_EXPECT(U_SUCCESS(status));
  return result;
}

}  // namespace

bool is_ascii(std::string_view utf8) {
  return std::ranges::all_of(utf8, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

std::u32string to_code_points(std::string_view utf8) {
  std::u32string result;
  result.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, utf8.size(), c);
    result += static_cast<char32_t>(c);
  }
  return result;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string result;
  result.reserve(code_points.size());
  for (char32_t c : code_points) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    result.append(bytes.data(), length);
  }
  return result;
}

bool is_white_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0;
}

bool is_blank(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

bool is_letter(char32_t c) { return (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0; }

bool is_number(char32_t c) { return (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0; }

bool is_digit(char32_t c) {
  const std::int32_t type = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_NUMERIC_TYPE);
  return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}

bool is_control(char32_t c) { return c != '\t' && c != '\n' && c != '\r' && (U_GET_GC_MASK(c) & U_GC_C_MASK) != 0; }

bool is_punctuation(char32_t c) {
  const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
  return ascii || (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

bool is_cjk(char32_t c) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 8> blocks = {{{0x3400, 0x4dbf},
                                                                           {0x4e00, 0x9fff},
                                                                           {0xf900, 0xfaff},
                                                                           {0x20000, 0x2a6df},
                                                                           {0x2a700, 0x2b73f},
                                                                           {0x2b740, 0x2b81f},
                                                                           {0x2b820, 0x2ceaf},
                                                                           {0x2f800, 0x2fa1f}}};
  return std::ranges::any_of(blocks, [c](const auto& block) { return block.first <= c && c <= block.second; });
}

bool is_mark(char32_t c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

bool is_non_spacing_mark(char32_t c) { return u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK; }

bool is_word_part(char32_t c) {
  constexpr auto categories = U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK;
  return u_isUAlphabetic(static_cast<UChar32>(c)) || (U_GET_GC_MASK(c) & categories) != 0 || c == 0x200c || c == 0x200d;
}

std::vector<std::size_t> grapheme_ends(std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status)) throw input_error(std::string("ICU cannot part characters (") + u_errorName(status) + ")");
  const icu::UnicodeString units = to_icu(text);
  breaks->setText(units);
  std::vector<std::size_t> ends;
  std::int32_t unit = 0;
  std::size_t character = 0;
  while (const std::int32_t next = breaks->next()) {
    if (next == icu::BreakIterator::DONE) break;
    character += static_cast<std::size_t>(units.countChar32(unit, next - unit));
    ends.push_back(character);
    unit = next;
  }
  return ends;
}

void for_each_normalized(std::u32string_view text, Form form,
                         const std::function<void(std::size_t begin, std::u32string_view part)>& use) {
  const icu::Normalizer2& normalizer = normalizer_of(form);
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && !normalizer.hasBoundaryBefore(static_cast<UChar32>(text[end]))) ++end;
    const std::u32string_view part = text.substr(begin, end - begin);
    use(begin, is_ascii(part) ? std::u32string(part) : normalized(part, normalizer));
    begin = end;
  }
}

std::u32string lower_case(std::u32string_view text) {
  if (!is_ascii(text)) return from_icu(to_icu(text).toLower(icu::Locale::getRoot()));
  std::u32string result(text);
  for (char32_t& c : result)
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return result;
}

std::u32string strip_accents(std::u32string_view text) {
  if (is_ascii(text)) return std::u32string(text);
  std::u32string result = normalized(text, normalizer_of(Form::nfd));
  std::erase_if(result, is_non_spacing_mark);
  return result;
}

std::u32string strip_accents_compatibly(std::u32string_view text) {
  if (is_ascii(text)) return std::u32string(text);
  std::u32string result = normalized(text, normalizer_of(Form::nfkd));
  std::erase_if(result, [](char32_t c) { return u_getCombiningClass(static_cast<UChar32>(c)) != 0; });
  return result;
}

}  // namespace neurank::tokenizer
