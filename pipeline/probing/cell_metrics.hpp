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
  bool has_draws(const std::string& metric) const { return drawn_.contains(metric); }

  /// A metric in all repetitions, with draws that are the same for all cells on the corpus. @pre has_draws(metric)
  const analysis::Repetitions& drawn(const std::string& metric) const { return drawn_.at(metric); }

  Index clusters() const { return clusters_; }

 private:
  std::map<std::string, std::map<Index, double>> values_;
  std::map<std::string, analysis::Repetitions> drawn_;  ///< of metrics by words
  Index clusters_ = 0;
};

}  // namespace neurank::probing
