#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::probe {

/// Words that a head is not sure of, with what it predicts for them. The others hardly bend its loss.
struct UnsureWords {
  std::vector<Index> words;          ///< positions among the words of the passes, ascending
  std::vector<float> probabilities;  ///< [words, L]
  float least = 0;                   ///< the words have a most probable label of at most 1 - least

  void clear();

  /// Takes a word, of a position behind those that are here, unless the head is surer of it than `least`.
  void add(Index word, std::span<const float> of_labels);

  /// Takes the words of a later part.
  void append(const UnsureWords& later);

  /// Where there are more than so many words: keeps about half of them, those that the head is least sure of.
  /// @param most at least 1
  void keep_at_most(std::size_t most);

 private:
  Index labels() const;
  float doubt(std::size_t i) const;
  void keep(const std::vector<bool>& is_kept);
};

}  // namespace neurank::probe
