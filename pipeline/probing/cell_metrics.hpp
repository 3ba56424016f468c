#pragma once

#include <map>
#include <string>

#include "probing/probing.hpp"
#include "probing/uncertainty.hpp"

namespace neurank::probing {

/// What a reduced cell tells of its metrics, for comparisons with others.
class CellMetrics {
 public:
  /// Reads the cell's unit. Throws Error when it is missing or damaged.
  CellMetrics(const ProbingContext& context, const grid::Cell& cell);

  /// By metric and repetition.
  const std::map<std::string, std::map<Index, double>>& values() const { return values_; }

  /// Whether draws of words tell how sure a metric is.
  bool has_draws(const std::string& metric) const { return resampling_ && right_.contains(metric); }

  /// A metric in all repetitions, with draws that are the same for all cells on the corpus. @pre has_draws(metric)
  analysis::Repetitions drawn(const std::string& metric) const;

  Index clusters() const { return test_words_.size(); }

 private:
  std::map<std::string, std::map<Index, double>> values_;
  std::map<std::string, Matrix> right_;  ///< of metrics by words
  Vector test_words_;
  std::optional<analysis::Resampling> resampling_;
};

}  // namespace neurank::probing
