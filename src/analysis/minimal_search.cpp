#include "analysis/minimal_search.hpp"

#include <algorithm>
#include <set>

#include "analysis/minimal_plan.hpp"
#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

/// Coarse sizes, ascending, with N behind them.
std::vector<Index> coarse_sizes(Index neurons) {
  std::vector<Index> sizes;
  for (const auto& wave : coarse_waves(neurons)) sizes.insert(sizes.end(), wave.begin(), wave.end());
  sizes.push_back(neurons);
  return sizes;
}

/// Two neighbouring coarse sizes (or 0 and the first): that which does for a delta, N at last, and the one below.
struct Gap {
  Index failing, passing;
};

Gap gap_of(const MinimalQuestion& question, double delta, const SizeAccuracies& tried) {
  const std::vector<Index> coarse = coarse_sizes(question.neurons);
  const auto passing = std::find_if(coarse.begin(), coarse.end(), [&](Index n) {
    const auto found = tried.find(n);
    return n == question.neurons || (found != tried.end() && is_within(found->second, question.oracle, delta));
  });
  return {passing == coarse.begin() ? 0 : passing[-1], *passing};
}

/// Sizes outside the delta's own gap were tried for others and do not count: the more deltas, the more of them would do
/// by luck.
MinimalSize smallest_size(const MinimalQuestion& question, double delta, const SizeAccuracies& tried) {
  const Gap gap = gap_of(question, delta, tried);
  for (auto size = tried.upper_bound(gap.failing); size != tried.end() && size->first <= gap.passing; ++size)
    if (is_within(size->second, question.oracle, delta)) return {delta, size->first, size->second};
  return {delta, question.neurons, question.whole};
}

/// Fine sizes that are still to be tried for one delta: those of its gap, up to the first that does. Where not even the
/// head on all neurons does, nothing says that one of the largest sizes would.
std::vector<Index> open_sizes(const MinimalQuestion& question, double delta, const SizeAccuracies& tried) {
  const Index smallest = smallest_size(question, delta, tried).n;
  const Gap gap = gap_of(question, delta, tried);
  if (gap.passing == question.neurons && !is_within(question.whole, question.oracle, delta)) return {};
  std::vector<Index> open = refined_sizes(question.neurons, gap.failing, gap.passing);
  std::erase_if(open, [&](Index n) { return n >= smallest || tried.contains(n); });
  return open;
}

}  // namespace

std::size_t max_waves(Index neurons) {
  const std::vector<Index> coarse = coarse_sizes(neurons);
  std::size_t most = 0;  // fine sizes between two coarse ones
  for (std::size_t i = 0; i < coarse.size(); ++i)
    most = std::max(most, refined_sizes(neurons, i == 0 ? 0 : coarse[i - 1], coarse[i]).size());
  return coarse_waves(neurons).size() + (most + fine_wave_size - 1) / fine_wave_size;
}

std::vector<Index> wave_sizes(std::size_t wave, const MinimalQuestion& question, const SizeAccuracies& tried) {
  const auto coarse = coarse_waves(question.neurons);
  if (wave < coarse.size()) {
    const bool goes_on = std::any_of(question.deltas.begin(), question.deltas.end(), [&](double delta) {
      return smallest_size(question, delta, tried).n == question.neurons;
    });
    return wave == 0 || goes_on ? coarse[wave] : std::vector<Index>();
  }
  std::set<Index> sizes;
  for (const double delta : question.deltas) {
    const std::vector<Index> open = open_sizes(question, delta, tried);
    const std::size_t count = std::min(open.size(), fine_wave_size);
    sizes.insert(open.begin(), open.begin() + to_index(count));
  }
  return {sizes.begin(), sizes.end()};
}

std::vector<MinimalSize> smallest_sizes(const MinimalQuestion& question, const SizeAccuracies& tried) {
  std::vector<MinimalSize> found;
  for (const double delta : question.deltas) found.push_back(smallest_size(question, delta, tried));
  return found;
}

}  // namespace neurank::analysis
