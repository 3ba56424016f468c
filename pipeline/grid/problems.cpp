#include "grid/problems.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::grid {
namespace {

/// Longer words and lists are not slips of the pen, and comparing them takes long.
constexpr std::size_t max_word = 100, max_candidates = 1000;

}  // namespace

void Problems::add(const Place& place, const std::string& path, const std::string& problem, const std::string& remedy) {
  std::string text = text_of(place);
  if (!path.empty() && place.override_by != "--set " + path) text += path + ": ";
  text += problem;
  if (!remedy.empty()) text += "; " + remedy;
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  problems_.push_back({place, text});
}

void Problems::throw_if_any() const {
  if (problems_.empty()) return;
  std::vector<Problem> sorted = problems_;
  const auto rank = [](const Problem& p) { return std::pair(!p.place.override_by.empty(), p.place.line); };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  std::vector<std::string> lines;
  for (const Problem& problem : sorted) lines.push_back(problem.text);
  throw usage_error(join(lines, "\n"));
}

std::string Problems::text_of(const Place& place) const {
  return place.override_by.empty() ? at(file_, place.line) : place.override_by + ": ";
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.size() > max_word || candidates.size() > max_candidates) return {};
  const auto near = nearest(word, candidates);
  return near ? "did you mean " + *near + "?" : std::string();
}

}  // namespace neurank::grid
