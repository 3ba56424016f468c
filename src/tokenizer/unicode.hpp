#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace neurank::tokenizer {

// What published tokenizers ask of Unicode. Categories are those of the Unicode version that ICU was built with.

/// Whether a text holds ASCII characters alone.
bool is_ascii(std::string_view utf8);

/// Code points of a text; every ill-formed sequence becomes U+FFFD.
std::u32string to_code_points(std::string_view utf8);

/// A text as UTF-8. @pre every code point is a Unicode scalar value
std::string to_utf8(std::u32string_view code_points);

/// Blank, tab, line ends and the separator categories Zs, Zl, Zp.
bool is_white_space(char32_t c);

/// The property White_Space: is_white_space() and the other ASCII blanks (U+000B, U+000C), and U+0085.
bool is_blank(char32_t c);

/// Categories L*.
bool is_letter(char32_t c);

/// Categories N*: digits, and other numbers such as a half.
bool is_number(char32_t c);

/// A digit in any script, decimal or not (superscript two is one).
bool is_digit(char32_t c);

/// Categories C* (control, format, private use, unassigned) but for tab and line ends.
bool is_control(char32_t c);

/// Categories P*, and every ASCII character that is not a letter, digit, blank or control ($, + and ` too).
bool is_punctuation(char32_t c);

/// Ideographs of the CJK blocks; not kana, not hangul.
bool is_cjk(char32_t c);

/// Categories M*, and Mn alone of them.
bool is_mark(char32_t c);
bool is_non_spacing_mark(char32_t c);

/// What words are made of by UTS #18: the property Alphabetic, categories M*, Nd and Pc (such as _), and what joins.
bool is_word_part(char32_t c);

/// Ends of the grapheme clusters of a text, in order.
std::vector<std::size_t> grapheme_ends(std::u32string_view text);

/// Unicode's normalization forms.
enum class Form { nfc, nfd, nfkc, nfkd };

/// Puts a text into a form, by the shortest stretches that do not touch each other.
/// @param use is given where a stretch begins in the text, and what it becomes
void for_each_normalized(std::u32string_view text, Form form,
                         const std::function<void(std::size_t begin, std::u32string_view part)>& use);

/// Full lower-casing without a language: one character can become two, a final capital sigma becomes U+03C2.
std::u32string lower_case(std::u32string_view text);

/// Canonical decomposition (NFD) without its non-spacing marks (Mn).
std::u32string strip_accents(std::u32string_view text);

/// Compatibility decomposition (NFKD) without the characters that combine with others.
std::u32string strip_accents_compatibly(std::u32string_view text);

}  // namespace neurank::tokenizer
