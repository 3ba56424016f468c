#include "report/page/html.hpp"

#include <cstdlib>
#include <vector>

#include "base/text.hpp"

namespace neurank::report {
namespace {

/// Value of an attribute of an opening tag; empty where there is none.
std::string attribute(const std::string& tag, const std::string& name) {
  const std::string before = name + "=\"";
  const std::size_t begin = tag.find(before);
  if (begin == std::string::npos) return "";
  const std::size_t value = begin + before.size();
  return tag.substr(value, tag.find('"', value) - value);
}

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

/// A line without what viewers show as its name.
std::string without_names(std::string_view line) {
  std::string kept(line);
  for (const std::string name : {"title", "desc"}) {
    const std::size_t begin = kept.find("<" + name + ">"), end = kept.find("</" + name + ">");
    if (begin != std::string::npos && end != std::string::npos) kept.erase(begin, end + name.size() + 3 - begin);
  }
  return kept;
}

/// Every primitive of gnuplot's stands in a group that says the same; the page's style says it once. Names of groups
/// are no one's, and several figures have the same ones.
std::string with_short_group(std::string line) {
  if (line.starts_with("<g id=\"") && line.find('>') + 1 == line.size()) return "<g>";
  const std::string group =
      "<g fill=\"none\" color=\"black\" stroke=\"currentColor\" stroke-width=\"1.00\" stroke-linecap=\"butt\" "
      "stroke-linejoin=\"miter\">";
  return line == group ? "<g class=d>" : line;
}

/// Whether the last line opens a group and does nothing else.
bool is_opening(const std::vector<std::string>& lines) {
  return !lines.empty() && lines.back().starts_with("<g") && lines.back().find('>') + 1 == lines.back().size();
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default: {
        const auto code = static_cast<unsigned char>(c);
        const bool is_forbidden = (code < 0x20 && c != '\t' && c != '\n') || code == 0x7F;
        if (is_forbidden)
          html += "\xEF\xBF\xBD";
        else
          html += c;
      }
    }
  }
  return html;
}

std::string html_element(const std::string& tag, std::string_view text, const std::string& attributes) {
  std::string html = "<" + tag;
  if (!attributes.empty()) html.append(" ").append(attributes);
  return html.append(">").append(html_text(text)).append("</").append(tag).append(">");
}

std::string link(const std::string& path, const std::string& name) {
  return "<a href=\"" + html_text(path) + "\">" + html_text(name.empty() ? path.substr(path.rfind('/') + 1) : name) +
         "</a>";
}

std::string inline_svg(const std::string& svg, const std::string& title, bool has_symbols) {
  const std::size_t begin = svg.find("<svg"), opened = svg.find('>', begin), end = svg.rfind("</svg>");
  if (begin == std::string::npos || end == std::string::npos || end < opened) return "";
  const std::string view = attribute(svg.substr(begin, opened - begin), "viewBox");
  std::vector<std::string> lines;
  bool is_symbol = false;
  for (const std::string_view line : split(std::string_view(svg).substr(opened + 1, end - opened - 1), '\n')) {
    std::string kept = with_short_group(without_names(trimmed(line)));
    is_symbol = is_symbol || kept == "<defs>";
    const bool is_left_out = kept.empty() || (is_symbol && !has_symbols);
    is_symbol = is_symbol && kept != "</defs>";
    if (is_left_out) continue;
    if (kept == "</g>" && is_opening(lines)) {
      lines.pop_back();
      continue;
    }
    lines.push_back(std::move(kept));
  }
  return "<svg viewBox=\"" + html_text(view) + "\" role=\"img\" aria-label=\"" + html_text(title) + "\">\n" +
         join(lines, "\n") + "\n</svg>";
}

double svg_width(const std::string& svg) {
  const auto numbers = split(attribute(svg.substr(0, svg.find('>')), "viewBox"), ' ');
  return numbers.size() == 4 ? std::strtod(std::string(numbers[2]).c_str(), nullptr) : 0;
}

}  // namespace neurank::report
