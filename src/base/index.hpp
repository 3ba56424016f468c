#pragma once

#include <cstddef>

namespace neurank {

/// Counts and positions of rows, words, neurons, bytes: signed, so that differences are what they look like.
using Index = std::ptrdiff_t;

/// A half-open range of rows, words or sentences.
struct Range {
  Index begin = 0;
  Index end = 0;

  Index size() const { return end - begin; }
  bool contains(Index i) const { return begin <= i && i < end; }
  bool operator==(const Range&) const = default;
};

}  // namespace neurank
