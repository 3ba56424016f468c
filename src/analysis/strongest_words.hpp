#pragma once

#include <vector>

#include "base/cast.hpp"

namespace neurank::analysis {

/// A word and the value of a neuron there.
struct StrongWord {
  Index word, sentence;
  float value;
};

/// Words of a text at which a neuron is highest and lowest, each of a sentence of its own.
class StrongestWords {
 public:
  explicit StrongestWords(std::size_t many) : many_(many) {}

  /// @pre words come in the order of the text; of equal ones the first counts
  void add(const StrongWord& word);

  const std::vector<StrongWord>& highest() const { return highest_; }  ///< at most `many`, the highest first
  const std::vector<StrongWord>& lowest() const { return lowest_; }    ///< likewise, the lowest first

 private:
  template <class Before>
  void insert(const StrongWord& word, std::vector<StrongWord>& words, const Before& before) const;

  std::size_t many_;
  std::vector<StrongWord> highest_, lowest_;
};

}  // namespace neurank::analysis
