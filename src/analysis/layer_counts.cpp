#include "analysis/layer_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/hypergeometric.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

double total(std::span<const Index> counts) {
  const Index sum = std::accumulate(counts.begin(), counts.end(), Index{0});
  NEURANK_EXPECT(sum > 0);
  return to_double(sum);
}

}  // namespace

std::vector<Index> layer_counts(std::span<const Index> neurons, Index layers, Index width) {
  std::vector<Index> counts(layers);
  for (Index neuron : neurons) {
    NEURANK_EXPECT(0 <= neuron && neuron < layers * width);
    ++counts[neuron / width];
  }
  return counts;
}

double layer_entropy(std::span<const Index> counts) {
  const double sum = total(counts);
  if (counts.size() == 1) return 1;
  double entropy = 0;
  for (Index count : counts) {
    const double share = to_double(count) / sum;
    if (count > 0) entropy -= share * std::log(share);
  }
  return std::clamp(entropy / std::log(to_double(counts.size())), 0.0, 1.0);
}

double layer_centre(std::span<const Index> counts, std::span<const Index> numbers, Index depth) {
  NEURANK_EXPECT(counts.size() == numbers.size());
  const double sum = total(counts);
  if (depth == 0) return 0;
  double moment = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) moment += to_double(numbers[i]) * to_double(counts[i]);
  return moment / (sum * to_double(depth));
}

std::optional<double> layer_z(Index count, Index n, Index layers, Index width) {
  const double all = to_double(layers * width), drawn = to_double(n), share = 1 / to_double(layers);
  NEURANK_EXPECT(1 <= n && n <= layers * width);
  if (n == layers * width || layers == 1) return std::nullopt;
  return (to_double(count) - drawn * share) / std::sqrt(drawn * share * (1 - share) * (all - drawn) / (all - 1));
}

double layer_chance(Index count, Index n, Index layers, Index width) {
  NEURANK_EXPECT(1 <= n && n <= layers * width && 0 <= count);
  return mean_over_intersections(n, width, layers * width, [&](Index k) { return k >= count ? 1.0 : 0.0; });
}

LayerBand layer_band(Index n, Index layers, Index width) {
  constexpr double tail = 0.025;
  // The first count of which P(K >= count) is at most a bound.
  const auto first_below = [&](double bound) {
    Index below = 0, above = std::min(n, width) + 1;
    while (below < above) {
      const Index middle = below + (above - below) / 2;
      if (layer_chance(middle, n, layers, width) <= bound)
        above = middle;
      else
        below = middle + 1;
    }
    return below;
  };
  // P(K < low) <= tail where P(K >= low) >= 1 - tail; the largest such low is one before the first that is below it.
  return {std::max<Index>(0, first_below(1 - tail - 1e-12) - 1), std::max<Index>(0, first_below(tail) - 1)};
}

double expected_layer_entropy(Index n, Index layers, Index width) {
  NEURANK_EXPECT(1 <= n && n <= layers * width);
  if (layers == 1) return 1;
  const auto part = [&](Index count) {
    const double share = to_double(count) / to_double(n);
    return count > 0 ? -share * std::log(share) : 0;
  };
  const double layer = mean_over_intersections(n, width, layers * width, part);
  return to_double(layers) * layer / std::log(to_double(layers));
}

std::optional<Index> top_layer(std::span<const Index> counts) {
  const auto most = std::max_element(counts.begin(), counts.end());
  if (most == counts.end() || *most == 0) return std::nullopt;
  return most - counts.begin();
}

}  // namespace neurank::analysis
