#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {

/// First words whose vectors are so many times as long as those of the others stand out in every z-scored neuron.
inline constexpr double long_first_words = 5;

/// Lengths of the vectors of sentences' first words beside those of all other words, layer by layer. A decoder that
/// reads no start token puts much of its attention on the first piece, whose vector becomes many times as long.
struct FirstWords {
  Index first = 0, others = 0;                       ///< words with a vector
  std::vector<double> first_lengths, other_lengths;  ///< [layers] sums of Euclidean norms

  /// The largest ratio of the mean lengths over the layers; nothing without words of both kinds.
  std::optional<double> largest_ratio() const;

  /// Mean length of first words over that of the others. @pre words of both kinds
  double ratio(std::size_t layer) const;
};

/// Adds the words of another part of the text.
void add(FirstWords& words, const FirstWords& part);

/// Takes vectors as compute_word_states() hands them out.
class FirstWordLengths {
 public:
  /// @param sentence_offsets [S + 1] of the text whose words are counted
  FirstWordLengths(std::span<const Index> sentence_offsets, Index layers);

  void take(std::span<const Index> words, Index layer, ConstMatrixView states);
  const FirstWords& result() const { return result_; }

 private:
  std::vector<std::uint8_t> is_first_;  ///< [T]
  FirstWords result_;
};

}  // namespace neurank::model
