#pragma once

#include <map>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// The smallest size found for one delta (docs/method.md 7.1).
struct MinimalSize {
  double delta = 0;  ///< points of dev accuracy below the oracle that are allowed
  Index n = 0;       ///< N when no smaller size is accurate enough
  double accuracy = 0;
};

/// What the search for minimal sets is asked.
struct MinimalQuestion {
  Index neurons = 0;           ///< N
  double oracle = 0;           ///< dev accuracy that a set is held against
  std::vector<double> deltas;  ///< points, each >= 0
  double whole = oracle;       ///< dev accuracy of the head on all neurons, which stands for N
};

/// Dev accuracy of the head on the top n, for each n that was tried.
using SizeAccuracies = std::map<Index, double>;

// The search goes from small sizes to large ones, wave by wave, as smaller heads cost less: first the waves of coarse
// sizes until one does for every delta, then the fine sizes below those, a few at a time. No bisection: accuracy need
// not grow with n, and the first size that does is wanted. Pure functions of what earlier waves found, so that units
// can share the work and a run can be resumed anywhere.

/// Number of waves after which every search has ended, coarse ones first.
std::size_t max_waves(Index neurons);

/// Most sizes of a wave that is not coarse, for each delta.
constexpr std::size_t fine_wave_size = 3;

/// Sizes that a wave tries, ascending, all below N; none when the search has ended before. The first wave is always
/// tried whole. @param tried by all waves before
std::vector<Index> wave_sizes(std::size_t wave, const MinimalQuestion& question, const SizeAccuracies& tried);

/// For every delta the smallest size that is accurate enough, of the coarse ones and the fine ones tried for itself:
/// the same whichever other deltas are asked for. @return [deltas]
std::vector<MinimalSize> smallest_sizes(const MinimalQuestion& question, const SizeAccuracies& tried);

}  // namespace neurank::analysis
