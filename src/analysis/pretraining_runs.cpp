#include "analysis/pretraining_runs.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

using Row = Eigen::RowVectorXd;

/// 0 of values that differ by rounding alone.
double variance(std::span<const double> values) {
  const auto [least, largest] = std::ranges::minmax(values);
  const double scale = std::max(std::abs(least), std::abs(largest));
  if (largest - least <= 1e-12 * scale) return 0;
  const double sd = standard_deviation(values).value_or(0);
  return sd * sd;
}

/// Of draws of c clusters, which are 1 - 1/c as spread as what they stand for.
double variance_of_draws(const Row& draws, Index clusters) {
  if (draws.size() < 2) return 0;
  const double enlarged = clusters > 1 ? to_double(clusters) / to_double(clusters - 1) : 1;
  return enlarged * (draws.array() - draws.mean()).square().mean();
}

/// The means over repetitions of each run: observed, and in each draw.
Repetitions means_of(std::span<const Repetitions> runs) {
  NEURANK_EXPECT(runs.size() > 1);
  Repetitions means{{}, Draws(to_index(runs.size()), runs.front().draws.cols())};
  for (const Repetitions& run : runs) {
    NEURANK_EXPECT(run.observed.size() == runs.front().observed.size() && run.draws.cols() == means.draws.cols());
    means.draws.row(to_index(means.observed.size())) = run.draws.colwise().mean();
    means.observed.push_back(mean(run.observed));
  }
  return means;
}

/// What the words of each row alone make of the variance of the rows around their mean.
double variance_by_words(const Draws& draws, Index clusters) {
  const Row mean = draws.colwise().mean();
  double sum = 0;
  for (Index row = 0; row < draws.rows(); ++row) sum += variance_of_draws(draws.row(row) - mean, clusters);
  return sum / to_double(draws.rows() - 1);
}

/// The same of the repetitions of each run, and their own variance, means over runs.
struct Within {
  double observed = 0, by_words = 0;
};

Within within(std::span<const Repetitions> runs, Index clusters) {
  Within all;
  for (const Repetitions& run : runs) {
    all.observed += variance(run.observed) / to_double(runs.size());
    if (run.observed.size() > 1) all.by_words += variance_by_words(run.draws, clusters) / to_double(runs.size());
  }
  return all;
}

/// An independent part of the variance of an estimate.
struct Part {
  double variance, degrees;
};

/// That of a mean over runs by which these differ. What words make of it is not taken off, although the part of words
/// has it too: of a few runs the rest is known too badly.
Part part_of_runs(const Repetitions& means) {
  const double count = to_double(means.observed.size());
  return {variance(means.observed) / count, count - 1};
}

RunEstimate estimate(double value, std::initializer_list<Part> parts) {
  double variance = 0, squares = 0;
  for (const Part& part : parts) {
    variance += part.variance;
    squares += part.degrees > 0 ? part.variance * part.variance / part.degrees : 0;
  }
  if (variance <= 0)
    return {value, Interval{value, value}, std::abs(value) < 1e-12 ? std::optional(1.0) : std::nullopt};
  const double error = std::sqrt(variance);
  const boost::math::students_t student(squares > 0 ? variance * variance / squares : 1e6);
  const double half = boost::math::quantile(student, 0.975) * error;
  const double p_value = 2 * boost::math::cdf(boost::math::complement(student, std::abs(value) / error));
  return {value, Interval{value - half, value + half}, p_value};
}

}  // namespace

Spread spread_of(std::span<const Repetitions> runs, Index clusters) {
  const Repetitions means = means_of(runs);
  const Within starts = within(runs, clusters);
  const double repetitions = to_double(runs.front().observed.size());
  const double of_starts = std::max(0.0, starts.observed - starts.by_words);
  const double of_runs = variance(means.observed) - of_starts / repetitions - variance_by_words(means.draws, clusters);
  Spread spread{std::sqrt(std::max(0.0, of_runs)), std::sqrt(of_starts), std::nullopt};
  if (means.draws.cols() > 0) spread.words = std::sqrt(variance_of_draws(means.draws.colwise().mean(), clusters));
  return spread;
}

RunEstimate mean_of_runs(std::span<const Repetitions> runs, Index clusters) {
  const Repetitions means = means_of(runs);
  const Part words{variance_of_draws(means.draws.colwise().mean(), clusters), to_double(clusters - 1)};
  return estimate(mean(means.observed), {words, part_of_runs(means)});
}

RunEstimate difference_of_runs(std::span<const Repetitions> runs, std::span<const Repetitions> others, Index clusters) {
  const Repetitions a = means_of(runs), b = means_of(others);
  NEURANK_EXPECT(a.draws.cols() == b.draws.cols());
  const Row difference = a.draws.colwise().mean() - b.draws.colwise().mean();
  const Part words{variance_of_draws(difference, clusters), to_double(clusters - 1)};
  return estimate(mean(a.observed) - mean(b.observed), {words, part_of_runs(a), part_of_runs(b)});
}

}  // namespace neurank::analysis
