#include "analysis/description_length.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

std::vector<Index> part_ends(Index sentences) {
  NEURANK_EXPECT(sentences > 0);
  std::vector<Index> ends;
  for (const double percent : {0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.25, 12.5, 25.0, 50.0, 100.0}) {
    const auto end = static_cast<Index>(std::ceil(to_double(sentences) * percent / 100 - 1e-9));
    if (ends.empty() || end > ends.back()) ends.push_back(std::min(end, sentences));
  }
  return ends;
}

double uniform_bits(Index words, Index labels) { return to_double(words) * std::log2(to_double(labels)); }

double mixture_bits(std::span<const double> probabilities, double share, Index labels) {
  const double uniform = share / to_double(labels);
  double bits = 0;
  for (const double p : probabilities) bits -= std::log2((1 - share) * p + uniform);
  return bits;
}

double best_mixture(std::span<const double> held_out, Index labels) {
  constexpr std::array shares = {0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0};
  if (held_out.empty()) return 1;
  return *std::ranges::min_element(shares, {}, [&](double share) { return mixture_bits(held_out, share, labels); });
}

}  // namespace neurank::analysis
