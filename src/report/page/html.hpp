#pragma once

#include <string>
#include <string_view>

namespace neurank::report {

/// Text for HTML, inside of elements and of attributes in quotes; control characters that HTML forbids become "�".
std::string html_text(std::string_view text);

/// "<tag>text</tag>", the text escaped. @param attributes HTML, as in "class=note"
std::string html_element(const std::string& tag, std::string_view text, const std::string& attributes = "");

/// A link to a file beside the page. @param path relative, of characters that need no escape  @param name shown; empty:
/// the file's
std::string link(const std::string& path, const std::string& name = "");

/// A drawing by gnuplot, made ready to stand in a page: without prolog, names of its parts and empty groups. Its size
/// becomes that of its place. @param svg a whole file  @param title what it shows, for those who cannot see it
/// @param has_symbols whether it brings the symbols of points: one drawing does for a whole page
std::string inline_svg(const std::string& svg, const std::string& title, bool has_symbols);

/// Width of a drawing in its own units; 0 where it does not say so.
double svg_width(const std::string& svg);

}  // namespace neurank::report
