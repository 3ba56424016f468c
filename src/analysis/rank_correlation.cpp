#include "analysis/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

/// Pairs inside runs of equal neighbours.
template <class Equal>
std::int64_t tied_pairs(std::size_t size, const Equal& equal_to_previous) {
  std::int64_t pairs = 0, run = 0;
  for (std::size_t i = 1; i < size; ++i) {
    run = equal_to_previous(i) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/// Sorts values[begin, end) and counts the pairs that stood in descending order (merge sort).
std::int64_t sort_counting_inversions(std::vector<double>& values, std::vector<double>& scratch, std::size_t begin,
                                      std::size_t end) {
  if (end - begin < 2) return 0;
  const std::size_t middle = begin + (end - begin) / 2;
  std::int64_t inversions =
      sort_counting_inversions(values, scratch, begin, middle) + sort_counting_inversions(values, scratch, middle, end);
  std::size_t left = begin, right = middle;
  for (std::size_t i = begin; i < end; ++i) {
    const bool take_right = left == middle || (right < end && values[right] < values[left]);
    if (take_right) inversions += to_int64(middle - left);
    scratch[i] = values[take_right ? right++ : left++];
  }
  std::copy(scratch.begin() + begin, scratch.begin() + end, values.begin() + begin);
  return inversions;
}

}  // namespace

std::vector<double> average_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double mean = to_double(first + 1 + end) / 2;
    for (std::size_t i = first; i < end; ++i) ranks[order[i]] = mean;
  }
  return ranks;
}

std::optional<double> spearman_rho(std::span<const double> x, std::span<const double> y) {
  NEURANK_EXPECT(x.size() == y.size());
  const std::vector<double> a = average_ranks(x), b = average_ranks(y);
  const double mean = (to_double(x.size()) + 1) / 2;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
    ab += (a[i] - mean) * (b[i] - mean);
  }
  if (aa == 0 || bb == 0) return std::nullopt;
  return std::clamp(ab / std::sqrt(aa) / std::sqrt(bb), -1.0, 1.0);
}

std::optional<double> kendall_tau(std::span<const double> x, std::span<const double> y) {
  NEURANK_EXPECT(x.size() == y.size());
  const std::size_t size = x.size();
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(x[a], y[a]) < std::tie(x[b], y[b]); });
  const auto same_x = [&](std::size_t i) { return x[order[i]] == x[order[i - 1]]; };
  const auto same_both = [&](std::size_t i) { return same_x(i) && y[order[i]] == y[order[i - 1]]; };
  const std::int64_t tied_x = tied_pairs(size, same_x), tied_both = tied_pairs(size, same_both);
  std::vector<double> sorted(size), scratch(size);
  for (std::size_t i = 0; i < size; ++i) sorted[i] = y[order[i]];
  // Among equal x the y ascend, so only pairs that x puts in a definite order are counted.
  const std::int64_t discordant = sort_counting_inversions(sorted, scratch, 0, size);
  const std::int64_t tied_y = tied_pairs(size, [&](std::size_t i) { return sorted[i] == sorted[i - 1]; });
  const auto pairs = to_int64(size) * (to_int64(size) - 1) / 2;
  if (pairs == tied_x || pairs == tied_y) return std::nullopt;
  const std::int64_t concordant = pairs - tied_x - tied_y + tied_both - discordant;
  const double norm = std::sqrt(to_double(pairs - tied_x)) * std::sqrt(to_double(pairs - tied_y));
  return std::clamp(to_double(concordant - discordant) / norm, -1.0, 1.0);
}

}  // namespace neurank::analysis
