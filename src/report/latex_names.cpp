#include "report/latex_names.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "report/latex.hpp"

namespace neurank::report {
namespace {

/// Bytes at which characters begin, and the end of the text. Bytes that are no UTF-8 are taken as they come.
std::vector<std::size_t> boundaries(const std::string& text) {
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<std::uint8_t>(text[i]) & 0xc0U) != 0x80 || i == 0) at.push_back(i);
  at.push_back(text.size());
  return at;
}

/// The first and last characters with points between them, as many as fit, and what stands behind.
std::string cut(const std::string& name, double widest, const std::string& behind = "") {
  const std::vector<std::size_t> at = boundaries(name);
  const std::size_t characters = at.size() - 1;
  std::string shown = name + behind;
  for (std::size_t kept = characters; kept > 0 && latex_width(latex_text(shown)) > widest;) {
    const std::size_t last = --kept / 2;
    shown = name.substr(0, at[kept - last]) + "..." + name.substr(at[characters - last]) + behind;
  }
  return shown;
}

std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

ShortNames::ShortNames(const std::vector<std::string>& names, double widest) {
  std::map<std::string, std::size_t> uses;
  for (const auto& name : names) ++uses[cut(name, widest)];
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    std::string shown = cut(name, widest);
    const bool is_cut = shown != name;
    if (is_cut && uses[shown] > 1) shown = cut(name, widest, "..." + std::to_string(i + 1));
    short_[name] = latex_text(shown);
    if (is_cut) cut_.push_back(name);
  }
}

std::string ShortNames::legend() const {
  std::string lines;
  for (const auto& name : cut_) lines += "% " + short_.at(name) + " is " + on_one_line(name) + "\n";
  return lines;
}

}  // namespace neurank::report
