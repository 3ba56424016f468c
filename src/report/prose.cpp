#include "report/prose.hpp"

#include <array>
#include <sstream>

#include "base/text.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t longest_line = 100;

constexpr std::array<const char*, 20> below_twenty = {
    "no",  "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<const char*, 8> tens = {"twenty", "thirty",  "forty",  "fifty",
                                             "sixty",  "seventy", "eighty", "ninety"};

}  // namespace

std::string in_words(std::size_t number) {
  if (number < below_twenty.size()) return below_twenty[number];
  if (number >= 100) return "many";
  const std::string ten = tens[number / 10 - 2];
  return number % 10 == 0 ? ten : ten + "-" + below_twenty[number % 10];
}

std::string ordinal(std::size_t number) {
  constexpr std::array<const char*, 4> endings = {"th", "st", "nd", "rd"};
  const bool is_teen = number / 10 % 10 == 1;
  const std::size_t last = number % 10;
  return std::to_string(number) + endings[is_teen || last >= endings.size() ? 0 : last];
}

std::string listed(const std::vector<std::string>& items, std::size_t most, const std::string& last) {
  std::vector<std::string> shown;
  std::size_t bytes = 0;
  for (const auto& item : items) {
    if (!shown.empty() && bytes + item.size() > most) break;
    bytes += item.size() + 2;
    shown.push_back(item);
  }
  if (shown.size() < items.size()) shown.push_back(in_words(items.size() - shown.size()) + " more");
  if (shown.size() < 2) return join(shown, "");
  const std::string end = shown.back();
  shown.pop_back();
  return join(shown, ", ") + " " + last + " " + end;
}

std::string first_of(std::vector<std::string> items, std::size_t most) {
  const std::size_t more = items.size() > most ? items.size() - most : 0;
  items.resize(items.size() - more);
  return join(items, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::string wrapped_paragraphs(const std::vector<std::string>& paragraphs) {
  std::string text;
  for (const auto& paragraph : paragraphs) {
    if (!text.empty()) text += "\n";
    std::istringstream words(paragraph);
    std::string line;
    for (std::string word; words >> word;) {
      if (!line.empty() && line.size() + 1 + word.size() > longest_line) {
        text += line + "\n";
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace neurank::report
