#pragma once

#include <map>
#include <span>
#include <vector>

#include "grid/experiment.hpp"
#include "probe/row_source.hpp"
#include "ranking/class_moments.hpp"
#include "schedule/run_units.hpp"

namespace neurank::probing {

/// Most dev words that the ranking `gaussian` selects by, spread over the split: every step asks all of them about
/// every candidate and label.
constexpr Index most_selecting_words = 5000;

/// Words by which neurons are ranked without a head, with activations as they are stored.
struct RankedWords {
  const probe::RowSource& source;
  std::vector<Index> training, dev;         ///< rows, ascending
  const std::vector<std::int32_t>& labels;  ///< of all rows of the source
  Index label_count = 0;                    ///< L, labels that training has
};

/// How they are ranked.
struct WordRankingSettings {
  grid::GaussianSettings gaussian;
  std::uint64_t seed = 0;          ///< of ties
  std::uint64_t memory_bytes = 0;  ///< for columns of activations that are looked at together
  schedule::KeepGoing keep_going;  ///< when it says no, Error(Cause::interrupted) is thrown
};

/// Moments by label of several tasks, from one pass over rows of a source. @param rows ascending  @param labels of each
/// task, of all rows of the source; words with one below 0 are left out  @param label_counts L of each task
std::vector<ranking::ClassMoments> class_moments(const probe::RowSource& source, const std::vector<Index>& rows,
                                                 const std::vector<std::vector<std::int32_t>>& labels,
                                                 const std::vector<Index>& label_counts,
                                                 const schedule::KeepGoing& keep_going);

/// Rankings by words alone, by method. The values by label of a method that has none are empty.
/// @param moments of the training words; empty where no method needs them  @param methods all of them
/// ranking::needs_words()
std::map<ranking::Method, ranking::LabelledRanking> rank_by_words(const RankedWords& words,
                                                                  const ranking::ClassMoments& moments,
                                                                  std::span<const ranking::Method> methods,
                                                                  const WordRankingSettings& settings);

}  // namespace neurank::probing
