#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace neurank::test {

/// A text with one to three random changes: a byte, a part taken away, doubled or cut off behind, a line taken away, or
/// one of the pieces put in.
inline std::string mutated(std::string text, const std::vector<std::string>& pieces, Random& random) {
  for (std::uint64_t count = 1 + random.below(3); count > 0 && !text.empty(); --count) {
    const std::size_t at = random.below(text.size());
    const std::size_t length = std::min<std::size_t>(1 + random.below(30), text.size() - at);
    switch (random.below(6)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, pieces[random.below(pieces.size())]);
        break;
      case 3:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      case 4:
        text.erase(text.rfind('\n', at) + 1, text.find('\n', at) - text.rfind('\n', at));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

}  // namespace neurank::test
