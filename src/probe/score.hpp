#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "probe/head.hpp"

namespace neurank::probe {

/// Groups of rows, such as sentences, by which right predictions are counted, too.
struct Groups {
  Index first_row = 0;
  std::vector<std::int32_t> of_row;  ///< group of each row from the first on, in [0, count)
  Index count = 0;
};

/// Right predictions and words of each label. Labels that no head can predict count in the total.
struct Score {
  std::vector<std::int64_t> correct;  ///< [labels in the targets]
  std::vector<std::int64_t> total;
  std::vector<float> correct_in_group = {};  ///< [groups], if there are some
  std::vector<std::int64_t> named = {};      ///< [labels in the targets] words that the head names so, rightly or not

  std::optional<double> accuracy() const;  ///< nothing when there are no words
  double recall(Index label) const;        ///< NaN when the label has no words

  /// Harmonic mean of recall and precision of a label, in [0, 1]; nothing when no word has it.
  std::optional<double> f1(Index label) const;
};

/// The score before any word is counted. @param labels in the targets  @param groups or nullptr
Score no_words(Index labels, const Groups* groups);

/// Counts what a head predicts for the rows of a batch: the first label with the highest sum of score and bias.
/// @param scores [B, L], without the bias  @param rows [B] of the source that `targets` and `groups` are about
void count_words(const ConstMatrixRef& scores, const Vector& bias, const Targets& targets, std::span<const Index> rows,
                 const Groups* groups, Score& score);

}  // namespace neurank::probe
