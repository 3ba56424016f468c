#include "ranking/moment_rankings.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"

namespace neurank::ranking {
namespace {

using SortedMeans = std::vector<std::pair<double, Index>>;  // with their labels

/// Class means of one neuron, ascending; of labels that have words.
void sort_means(const ClassMoments& moments, Index neuron, SortedMeans& means) {
  means.clear();
  for (Index c = 0; c < moments.labels(); ++c)
    if (moments.count[to_size(c)] > 0) means.emplace_back(moments.mean(c, neuron), c);
  std::ranges::sort(means);
}

/// Sum of the distances of each mean to all others: from one to the next it changes by their gap as often as there are
/// more means behind than ahead. Only gaps enter, so nothing cancels where means are far from 0.
/// @param by_label column of the neuron
void sum_distances(const SortedMeans& means, LabelValues::ColXpr by_label) {
  double sum = 0;
  for (const auto& [mean, c] : means) sum += mean - means.front().first;
  const auto count = to_index(means.size());
  for (Index k = 0; k < count; ++k) {
    const auto& [mean, c] = means[to_size(k)];
    if (k > 0) sum += (mean - means[to_size(k) - 1].first) * to_double(2 * k - count);
    by_label[c] = std::max(sum, 0.0);
  }
}

/// @param unit [N] what each neuron's distances are counted in; 0: it is worth nothing
LabelledRanking rank_by_distances(const ClassMoments& moments, std::span<const double> unit, std::uint64_t seed) {
  LabelValues by_label = LabelValues::Zero(moments.labels(), moments.neurons());
  std::vector<double> pairs(to_size(moments.neurons()));
#pragma omp parallel
  {
    SortedMeans means;
#pragma omp for schedule(static)
    for (Index n = 0; n < moments.neurons(); ++n) {
      if (unit[to_size(n)] == 0) continue;
      sort_means(moments, n, means);
      sum_distances(means, by_label.col(n));
      by_label.col(n) /= unit[to_size(n)];
      pairs[to_size(n)] = by_label.col(n).sum() / 2;  // each pair is in the sums of both its labels
    }
  }
  return {rank_by_value(pairs, seed), std::move(by_label)};
}

}  // namespace

LabelledRanking rank_by_probeless(const ClassMoments& moments, std::uint64_t seed) {
  return rank_by_distances(moments, std::vector<double>(to_size(moments.neurons()), 1.0), seed);
}

LabelledRanking rank_by_probeless_std(const ClassMoments& moments, std::uint64_t seed) {
  return rank_by_distances(moments, moments.deviation(), seed);
}

NeuronRanking rank_by_anova(const ClassMoments& moments, std::uint64_t seed) {
  std::vector<double> share(to_size(moments.neurons()));
  for (Index c = 0; c < moments.labels(); ++c)
    for (std::size_t n = 0; n < share.size() && moments.count[to_size(c)] > 0; ++n) {
      const double difference = moments.mean(c, to_index(n)) - moments.overall_mean[n];
      share[n] += moments.share(c) * difference * difference;
    }
  for (std::size_t n = 0; n < share.size(); ++n) {
    const double variance = moments.overall_variance[n];
    share[n] = variance > 0 ? std::min(share[n] / variance, 1.0) : 0.0;
  }
  return rank_by_value(share, seed);
}

LabelledRanking rank_by_mean_select(const ClassMoments& moments, std::uint64_t seed) {
  LabelValues by_label = LabelValues::Zero(moments.labels(), moments.neurons());
  for (Index c = 0; c < moments.labels(); ++c) {
    const std::int64_t count = moments.count[to_size(c)];
    if (count == 0 || count == moments.words) continue;
    // The overall mean is that of both parts, so the parts differ by this multiple of the distance to it.
    const double apart = to_double(moments.words) / to_double(moments.words - count);
    for (Index n = 0; n < moments.neurons(); ++n) {
      const double range = moments.maximum[to_size(n)] - moments.minimum[to_size(n)];
      const double difference = apart * std::abs(moments.mean(c, n) - moments.overall_mean[to_size(n)]);
      if (range > 0) by_label(c, n) = std::min(difference / range, 1.0);
    }
  }
  return rank_by_label_max(std::move(by_label), seed);
}

}  // namespace neurank::ranking
