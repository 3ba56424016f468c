#include "analysis/resampling.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

constexpr double normal_quantile = 1.959963984540054;  // 97.5 %

double student_quantile(std::size_t degrees) {
  return boost::math::quantile(boost::math::students_t(to_double(degrees)), 0.975);
}

/// The point that a further draw falls below with this chance. @param share in [0, 1]
double quantile(const std::vector<double>& sorted, double share) {
  const double position = std::clamp(share * to_double(sorted.size() + 1) - 1, 0.0, to_double(sorted.size() - 1));
  const auto below = to_size(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - to_double(below));
}

double mean_square(const Eigen::ArrayXd& values) { return values.size() > 0 ? values.square().mean() : 0; }

/// In each draw the mean of as many repetitions as there are, with replacement, less the mean of all.
Eigen::ArrayXd deviations_of_repetitions(std::span<const double> observed, Index draws, std::uint64_t seed) {
  const double center = mean(observed);
  Random random(derive_seed(seed, "repetitions"));
  Eigen::ArrayXd deviations(draws);
  for (double& deviation : deviations) {
    double sum = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) sum += observed[random.below(observed.size())];
    deviation = sum / to_double(observed.size()) - center;
  }
  return deviations;
}

/// What of the variance of the mean over repetitions their own differences make, beyond what the words of each make: by
/// how much the observed variance of a repetition is larger than that of its draws of words, as a share of it.
double share_of_repetitions(const Repetitions& statistic, const Eigen::ArrayXd& means) {
  const double sd = standard_deviation(statistic.observed).value();
  const double all = sd * sd;
  const double center = mean(statistic.observed);
  double of_words = 0;
  for (Index k = 0; k < statistic.draws.rows(); ++k)
    of_words +=
        mean_square(statistic.draws.row(k).transpose().array() - means - (statistic.observed[to_size(k)] - center));
  of_words /= to_double(statistic.draws.rows() - 1);
  return all > of_words ? 1 - of_words / all : 0;
}

}  // namespace

Draws Resampling::ratios(const ClusterCounts& counts) const {
  constexpr Index block = 64;  // of draws whose multiplicities are held
  NEURANK_EXPECT(counts.right.cols() == clusters_ && counts.words.size() == clusters_);
  const std::vector<double> whole = analysis::ratios(counts);
  Draws found(counts.right.rows(), draws_);
  Random random(derive_seed(seed_, "clusters"));
  for (Index first = 0; first < draws_; first += block) {
    const Index count = std::min(block, draws_ - first);
    Matrix times = Matrix::Zero(count, clusters_);
    for (Index draw = 0; draw < count; ++draw)
      for (Index i = 0; i < clusters_; ++i) ++times(draw, to_index(random.below(to_size(clusters_))));
    const Matrix right = counts.right * times.transpose();
    const Vector words = times * counts.words;
    for (Index s = 0; s < found.rows(); ++s)
      for (Index draw = 0; draw < count; ++draw)
        found(s, first + draw) =
            words[draw] > 0 ? to_double(right(s, draw)) / to_double(words[draw]) : whole[to_size(s)];
  }
  return found;
}

std::vector<Repetitions> Resampling::of_statistics(std::span<const Matrix* const> right, const Vector& words) const {
  Index rows = 0;
  for (const Matrix* statistic : right) rows += statistic->rows();
  ClusterCounts counts{Matrix(rows, clusters_), words};
  Index row = 0;
  for (const Matrix* statistic : right) {
    counts.right.middleRows(row, statistic->rows()) = *statistic;
    row += statistic->rows();
  }
  const std::vector<double> observed = analysis::ratios(counts);
  const Draws draws = ratios(counts);
  std::vector<Repetitions> found;
  row = 0;
  for (const Matrix* statistic : right) {
    found.push_back({{observed.begin() + row, observed.begin() + row + statistic->rows()},
                     draws.middleRows(row, statistic->rows())});
    row += statistic->rows();
  }
  return found;
}

std::vector<double> ratios(const ClusterCounts& counts) {
  const double words = counts.words.cast<double>().sum();
  NEURANK_EXPECT(words > 0);
  std::vector<double> found;
  for (Index s = 0; s < counts.right.rows(); ++s) found.push_back(counts.right.row(s).cast<double>().sum() / words);
  return found;
}

Repetitions Repetitions::operator-(const Repetitions& other) const {
  NEURANK_EXPECT(observed.size() == other.observed.size() && draws.cols() == other.draws.cols());
  Repetitions difference{observed, draws - other.draws};
  for (std::size_t k = 0; k < observed.size(); ++k) difference.observed[k] -= other.observed[k];
  return difference;
}

std::vector<double> draws_of_mean(const Repetitions& statistic, Index clusters, std::uint64_t seed) {
  const std::size_t repetitions = statistic.observed.size();
  NEURANK_EXPECT(repetitions > 0 && statistic.draws.rows() == to_index(repetitions));
  const Eigen::ArrayXd means = statistic.draws.colwise().mean().transpose().array();
  const double center = mean(statistic.observed);
  // A sample of c clusters is 1 - 1/c as spread as what it stands for, and so is one of repetitions.
  const double of_clusters = clusters > 1 ? std::sqrt(to_double(clusters) / to_double(clusters - 1)) *
                                                student_quantile(to_size(clusters - 1)) / normal_quantile
                                          : 1;
  Eigen::ArrayXd draws = center + of_clusters * (means - center);
  if (repetitions > 1 && standard_deviation(statistic.observed).value() > 0) {
    const double k = to_double(repetitions);
    const double enlarged = std::sqrt(k / (k - 1) * share_of_repetitions(statistic, means)) *
                            student_quantile(repetitions - 1) / normal_quantile;
    draws += enlarged * deviations_of_repetitions(statistic.observed, statistic.draws.cols(), seed);
  }
  return {draws.begin(), draws.end()};
}

Interval interval_of(std::vector<double> draws) {
  NEURANK_EXPECT(!draws.empty());
  std::ranges::sort(draws);
  return {quantile(draws, 0.025), quantile(draws, 0.975)};
}

double p_value(std::span<const double> draws) {
  const auto below = std::ranges::count_if(draws, [](double value) { return value <= 0; });
  const auto above = std::ranges::count_if(draws, [](double value) { return value >= 0; });
  return std::min(1.0, 2 * to_double(1 + std::min(below, above)) / to_double(1 + to_index(draws.size())));
}

std::optional<Interval> student_interval(std::span<const double> values) {
  const auto sd = standard_deviation(values);
  if (!sd) return std::nullopt;
  const double half = student_quantile(values.size() - 1) * *sd / std::sqrt(to_double(values.size()));
  return Interval{mean(values) - half, mean(values) + half};
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, std::min(1.0, to_double(order.size() - rank) * p_values[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace neurank::analysis
