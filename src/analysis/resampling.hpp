#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/matrix.hpp"

namespace neurank::analysis {

/// Values of statistics [statistics] over draws [draws].
using Draws = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A statistic in each repetition of a cell: observed, and in each draw of words.
struct Repetitions {
  std::vector<double> observed;  ///< [repetitions]
  Draws draws;                   ///< [repetitions, draws]

  /// A statistic of another cell subtracted, repetition by repetition. @pre as many repetitions and draws
  Repetitions operator-(const Repetitions& other) const;
};

/// Words of a split by clusters, which are drawn as wholes, and what heads get right of them.
struct ClusterCounts {
  Matrix right;  ///< [statistics, clusters] right words, or sums and differences of such numbers
  Vector words;  ///< [clusters]
};

/// Cluster bootstrap (docs/method.md 11.2): in each draw as many clusters as there are, with replacement. The same
/// clusters are drawn for the same number of clusters, draws and seed, so that statistics of several calls are paired.
/// @param draws at least 1
class Resampling {
 public:
  Resampling(Index clusters, Index draws, std::uint64_t seed) : clusters_(clusters), draws_(draws), seed_(seed) {}

  Index clusters() const { return clusters_; }
  Index draws() const { return draws_; }

  /// Right words by words in each draw; in a draw that has no word, of all clusters. @pre there are words
  Draws ratios(const ClusterCounts& counts) const;

  /// Several statistics by what their repetitions get right, [repetitions, clusters] each: the clusters are drawn once.
  std::vector<Repetitions> of_statistics(std::span<const Matrix* const> right, const Vector& words) const;

 private:
  Index clusters_, draws_;
  std::uint64_t seed_;
};

/// Right words by words, of all clusters. @return [statistics]
std::vector<double> ratios(const ClusterCounts& counts);

/// Draws of the mean over repetitions, when words and repetitions both are samples (docs/method.md 11.2): the
/// multi-bootstrap of Sellam et al. 2022, which resamples both, the repetitions' part enlarged so that an interval
/// covers the mean for a few repetitions, too. With one repetition those of words alone.
/// @param seed of the repetitions drawn: the same for statistics that are compared
std::vector<double> draws_of_mean(const Repetitions& statistic, Index clusters, std::uint64_t seed);

/// Bounds of a 95 % interval.
struct Interval {
  double low = 0;
  double high = 0;
};

/// The points that a further draw falls below, and above, with a chance of 2.5 %: at the places 0.025 (B + 1) and 0.975
/// (B + 1) of the B draws in order, linear between these. @pre at least one draw
Interval interval_of(std::vector<double> draws);

/// Two-sided p-value of the hypothesis that a value is 0: min(1, 2 (1 + r) / (1 + draws)), r being the number of draws
/// on the rarer side of 0, or on it.
double p_value(std::span<const double> draws);

/// Student's 95 % interval of the mean of a few values; nothing for fewer than two.
std::optional<Interval> student_interval(std::span<const double> values);

/// Holm 1979: p-values of one family, adjusted so that the chance of any false rejection is at most the level.
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace neurank::analysis
