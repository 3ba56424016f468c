#include "analysis/size_bounds.hpp"

#include <algorithm>

#include "analysis/minimal_plan.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

SizeBounds size_bounds(std::span<const SizeMargin> tried, Index neurons) {
  Index ruled_out = 0;
  std::size_t first = 0;
  while (first < tried.size() && tried[first].interval.high < 0) ruled_out = tried[first++].n;
  const Index may_do = first < tried.size() ? tried[first].n : neurons;
  const std::vector<Index> between = refined_sizes(neurons, ruled_out, may_do);
  const auto surely = std::ranges::find_if(tried, [](const SizeMargin& size) { return size.interval.low >= 0; });
  const Index high = surely != tried.end() ? surely->n : neurons;
  return {std::min(between.empty() ? may_do : between.front(), high), high};
}

Index isotonic_size(std::span<const SizeMargin> tried, Index neurons) {
  struct Pool {
    double sum;
    std::size_t count;
    Index first;
    double mean() const { return sum / to_double(count); }
  };
  std::vector<Pool> pools;
  for (const SizeMargin& size : tried) {
    pools.push_back({size.margin, 1, size.n});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  const auto found = std::ranges::find_if(pools, [](const Pool& pool) { return pool.mean() >= 0; });
  return found != pools.end() ? found->first : neurons;
}

Index median_size(std::vector<Index> sizes) {
  NEURANK_EXPECT(!sizes.empty());
  const auto middle = sizes.begin() + to_index((sizes.size() - 1) / 2);
  std::ranges::nth_element(sizes, middle);
  return *middle;
}

}  // namespace neurank::analysis
