#include "tokenizer/steps/cut.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace neurank::tokenizer {
namespace {

/// A stretch of a text, found or between found ones.
struct Stretch {
  Range range;
  bool found;
};

std::vector<Stretch> stretches(std::size_t size, const std::vector<Range>& found, bool invert) {
  std::vector<Stretch> all;
  std::size_t done = 0;
  for (const Range& range : found) {
    if (done < range.begin) all.push_back({{done, range.begin}, invert});
    all.push_back({range, !invert});
    done = range.end;
  }
  if (done < size) all.push_back({{done, size}, invert});
  return all;
}

/// Whether a stretch goes on with the part before it. @param before of which that part's last stretch is
bool continues(const Stretch& before, const Stretch& stretch, Behavior behavior) {
  switch (behavior) {
    case Behavior::merged_with_previous:
      return stretch.found && !before.found;
    case Behavior::merged_with_next:
      return before.found && !stretch.found;
    case Behavior::contiguous:
      return before.found == stretch.found;
    case Behavior::removed:
    case Behavior::isolated:
      return false;
  }
  return false;
}

}  // namespace

Behavior read_behavior(const JsonPart& step) {
  constexpr std::pair<std::string_view, Behavior> known[] = {{"Removed", Behavior::removed},
                                                             {"Isolated", Behavior::isolated},
                                                             {"MergedWithPrevious", Behavior::merged_with_previous},
                                                             {"MergedWithNext", Behavior::merged_with_next},
                                                             {"Contiguous", Behavior::contiguous}};
  const std::string name = step.text("behavior");
  const auto* found = std::ranges::find(known, name, &std::pair<std::string_view, Behavior>::first);
  if (found == std::end(known)) throw step.refused("behavior is " + in_quotes(name) + ", which is not supported");
  return found->second;
}

void cut(const TracedText& text, const std::vector<Range>& found, Behavior behavior, bool invert,
         std::vector<TracedText>& parts) {
  std::vector<Range> kept;
  const std::vector<Stretch> all = stretches(text.size(), found, invert);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (behavior == Behavior::removed && all[i].found) continue;
    if (i > 0 && continues(all[i - 1], all[i], behavior))
      kept.back().end = all[i].range.end;
    else
      kept.push_back(all[i].range);
  }
  for (const Range& range : kept)
    if (range.begin < range.end) parts.push_back(text.part(range.begin, range.end));
}

}  // namespace neurank::tokenizer
