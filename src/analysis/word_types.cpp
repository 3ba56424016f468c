#include "analysis/word_types.hpp"

#include <algorithm>

namespace neurank::analysis {

WordTypes word_types(const std::vector<std::string>& words, const std::vector<std::uint8_t>& counted, Range range,
                     Index least) {
  std::vector<std::uint32_t> order;
  for (Index word = range.begin; word < range.end; ++word)
    if (counted[to_size(word)] != 0) order.push_back(checked_cast<std::uint32_t>(word));
  const auto text = [&](std::uint32_t word) -> const std::string& { return words[word]; };
  std::ranges::sort(order, {}, text);
  WordTypes types;
  types.of_word.assign(to_size(range.size()), -1);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && text(order[end]) == text(order[begin])) ++end;
    if (to_index(end - begin) < least) continue;
    for (std::size_t i = begin; i < end; ++i)
      types.of_word[order[i] - to_size(range.begin)] = checked_cast<std::int32_t>(types.names.size());
    types.names.push_back(text(order[begin]));
    types.counts.push_back(to_index(end - begin));
  }
  return types;
}

}  // namespace neurank::analysis
