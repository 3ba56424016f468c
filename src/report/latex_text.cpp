#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "report/latex.hpp"

namespace neurank::report {
namespace {

/// Widths of the printable ASCII characters, from the blank on, in thousandths of an em of Computer Modern.
constexpr std::array<int, 95> widths = {333, 278, 500, 833, 500, 833, 778, 278,  389, 389, 500, 778, 278, 333, 278, 500,
                                        500, 500, 500, 500, 500, 500, 500, 500,  500, 500, 278, 278, 778, 778, 778, 472,
                                        778, 750, 708, 722, 764, 681, 653, 785,  750, 361, 514, 778, 625, 917, 750, 778,
                                        681, 778, 736, 556, 722, 750, 750, 1028, 750, 750, 611, 278, 500, 278, 500, 500,
                                        278, 500, 556, 444, 556, 444, 306, 500,  556, 278, 306, 528, 278, 833, 556, 500,
                                        556, 528, 392, 394, 389, 556, 528, 722,  528, 528, 444, 500, 278, 500, 500};
constexpr double usual_width = 0.57, sign_width = 0.78;

double width_of(char c, bool is_mathematical) {
  if (is_mathematical && c == '-') return sign_width;
  return c >= ' ' && c <= '~' ? widths[static_cast<std::size_t>(c - ' ')] / 1000.0 : usual_width;
}

double width_of_macro(std::string_view name) {
  if (name == "pm") return sign_width;
  return name == "scriptsize" ? 0 : usual_width;
}

/// A character: its bytes, and its code point, or nothing for a byte that begins none.
struct Character {
  std::string_view bytes;
  std::optional<std::uint32_t> code = {};
};

Character first_character(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const std::string_view bytes = text.substr(0, length);
  if (bytes.size() < length || invalid_utf8(bytes)) return {text.substr(0, 1)};
  std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) code = code << 6U | (static_cast<std::uint8_t>(bytes[i]) & 0x3fU);
  return {bytes, code};
}

std::string named(const char* format, std::uint32_t number) {
  char text[16] = {};
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(number));
  return std::string("{[}") + text + "{]}";
}

/// Whether the font encoding that pdflatex begins with has the letter: not so eth, thorn and the signs among them.
bool is_known_letter(std::uint32_t code) {
  constexpr std::array<std::uint32_t, 6> unknown = {0xd0, 0xd7, 0xde, 0xf0, 0xf7, 0xfe};
  return code >= 0xc0 && code <= 0xff && std::ranges::find(unknown, code) == unknown.end();
}

std::string escaped(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '#':
    case '$':
    case '%':
    case '&':
    case '_':
    case '{':
    case '}':
      return std::string("\\") + c;
    case '[':  // behind the end of a row it would begin an argument, as would a star
    case ']':
    case '*':
      return std::string("{") + c + "}";
    default:
      return std::string(1, c);
  }
}

/// Whether LaTeX makes one sign of two such characters, as of two hyphens.
bool joins_its_like(char c) { return c == '-' || c == '`' || c == '\'' || c == ','; }

std::string latex_of(const Character& character) {
  if (!character.code) return named("0x%02X", static_cast<std::uint8_t>(character.bytes[0]));
  const std::uint32_t code = *character.code;
  if (code >= '\t' && code <= '\r') return " ";
  if (code < ' ' || code == 0x7f || (code > 0x7f && !is_known_letter(code))) return named("U+%04X", code);
  return code < 0x80 ? escaped(character.bytes[0]) : std::string(character.bytes);
}

}  // namespace

std::string latex_text(const std::string& text) {
  std::string latex;
  std::string_view rest = text;
  for (char last = '\0'; !rest.empty();) {
    const Character character = first_character(rest);
    const char c = character.bytes[0];
    if (c == last && joins_its_like(c)) latex += "{}";
    if (last == '?' || last == '!') latex += c == '`' ? "{}" : "";
    latex += latex_of(character);
    last = c;
    rest.remove_prefix(character.bytes.size());
  }
  return latex;
}

double latex_width(const std::string& latex) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  double width = 0;
  bool is_mathematical = false;
  for (std::size_t i = 0; i < latex.size(); ++i) {
    const char c = latex[i];
    if (c == '\\' && i + 1 < latex.size()) {
      const std::size_t begin = ++i;
      while (i < latex.size() && is_letter(latex[i])) ++i;
      if (i > begin)
        width += width_of_macro(std::string_view(latex).substr(begin, i-- - begin));
      else
        width += latex[i] == ',' ? 0.17 : width_of(latex[i], false);
    } else if (c == '$') {
      is_mathematical = !is_mathematical;
    } else if (c != '{' && c != '}') {
      const bool continues = (static_cast<std::uint8_t>(c) & 0xc0U) == 0x80;
      width += continues ? 0 : width_of(c, is_mathematical);
    }
  }
  return width;
}

}  // namespace neurank::report
