#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/resampling.hpp"
#include "probing/right_words.hpp"
#include "probing/work.hpp"

namespace neurank::probing {

class ProbingContext;

/// The metric by words that is no difference, so that no test asks whether it is 0.
inline constexpr const char* accuracy_metric = "accuracy";

/// What an interval takes as a sample, as tables call it.
inline constexpr const char* over_repetitions = "repetitions";
inline const char* name_of_sample(std::size_t repetitions) {
  return repetitions > 1 ? "words and repetitions" : "words";
}

/// Draws for metrics whose p-values findings print: the more of these (report/tested_contrasts), the more draws.
Index draws_of_printed(const grid::Experiment& experiment);

/// Draws of clusters of a cell's dev or test words, the same for all cells on the corpus; nothing with
/// `analyses.bootstrap.draws: 0` or where the split has no words. @param draws at least those that are asked for
std::optional<analysis::Resampling> resampling_of(const ProbingContext& context, const grid::Cell& cell, Measured split,
                                                  const Vector& words, Index draws = 0);

/// Metrics by words with draws of test words, more of them for metrics whose p-values findings print; none where there
/// is nothing to draw.
std::vector<analysis::Repetitions> drawn_metrics(const ProbingContext& context, const grid::Cell& cell,
                                                 const std::vector<WordMetric>& metrics, const Vector& test_words);

/// Seed of the repetitions that draws of a mean take: the same for all cells.
std::uint64_t repetitions_seed(const ProbingContext& context);

/// Intervals by words of heads measured once, by draws that are the same for all cells on the corpus; none where there
/// is nothing to draw. @return [counts.right.rows()]
std::vector<std::optional<analysis::Interval>> intervals_of_heads(const ProbingContext& context, const grid::Cell& cell,
                                                                  Measured split,
                                                                  const analysis::ClusterCounts& counts);

/// The table of accuracies of all rows of `words`, each with its interval by words.
Table accuracies_with_intervals(const ProbingContext& context, const grid::Cell& cell, const Table& accuracy,
                                const RightWords& words);

/// Rows of the table of architectures: metrics over repetitions, with intervals. @param metrics the cell's table
Table architecture_rows(const ProbingContext& context, const grid::Cell& cell, const Table& metrics,
                        const std::vector<WordMetric>& by_words, const Vector& test_words);

/// Rows of the table of minimal sizes. @param minimal the cell's table of minimal sets
Table minimal_size_rows(const ProbingContext& context, const grid::Cell& cell, const Table& minimal,
                        const RightWords& words, Index neurons);

/// Metrics by words as arrays of a unit of reduction, and back. @param words [clusters] of test
void add_word_metrics(const std::vector<WordMetric>& metrics, const Vector& words, store::ResultSet& results);
std::vector<WordMetric> to_word_metrics(const store::ResultSet& results);
Vector to_test_words(const store::ResultSet& results);

}  // namespace neurank::probing
