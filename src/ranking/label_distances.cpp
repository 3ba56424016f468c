#include "ranking/label_distances.hpp"

#include <cmath>
#include <limits>

namespace neurank::ranking {
namespace {

/// Mean and variance of some words of a neuron.
struct Side {
  double mean, variance;
};

/// Of the words that do not have the label, from those of all and of the label. @param share of the label, below 1
Side others(const Side& all, const Side& own, double share) {
  const double mean = (all.mean - share * own.mean) / (1 - share);
  const double squares = all.variance - share * (own.variance + (own.mean - all.mean) * (own.mean - all.mean));
  const double variance = squares / (1 - share) - (mean - all.mean) * (mean - all.mean);
  return {mean, std::max(variance, 0.0)};
}

double distance(const Side& own, const Side& rest) {
  const double difference = own.mean - rest.mean;
  return difference == 0 ? 0.0 : difference / std::sqrt((own.variance + rest.variance) / 2);
}

}  // namespace

LabelValues label_distances(const ClassMoments& moments) {
  LabelValues distances = LabelValues::Zero(moments.labels(), moments.neurons());
  for (Index label = 0; label < moments.labels(); ++label) {
    const auto count = moments.count[to_size(label)];
    if (count == 0 || count == moments.words) continue;
    for (Index n = 0; n < moments.neurons(); ++n) {
      const Side own = {moments.mean(label, n), moments.variance(label, n)};
      const Side all = {moments.overall_mean[to_size(n)], moments.overall_variance[to_size(n)]};
      if (all.variance > 0) distances(label, n) = distance(own, others(all, own, moments.share(label)));
    }
  }
  return distances;
}

}  // namespace neurank::ranking
