#include "model/batch_plan.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

/// Where batches begin when sequences with these descending lengths are cut at least cost: starts[i] is the start of
/// the batch that ends before i.
std::vector<std::size_t> cheapest_starts(const std::vector<Index>& lengths, Index max_pieces, Index batch_cost) {
  const std::size_t count = lengths.size();
  std::vector<Index> cost(count + 1, 0);
  std::vector<std::size_t> starts(count + 1, 0);
  for (std::size_t end = 1; end <= count; ++end) {
    for (std::size_t begin = end; begin-- > 0;) {
      const Index area = to_index(end - begin) * lengths[begin];
      if (begin + 1 < end && area > max_pieces) break;
      const Index total = cost[begin] + area + batch_cost;
      if (begin + 1 == end || total < cost[end]) {
        cost[end] = total;
        starts[end] = begin;
      }
    }
  }
  return starts;
}

}  // namespace

std::vector<Range> plan_windows(Index pieces, Index capacity) {
  NEURANK_EXPECT(pieces >= 0 && capacity > 0);
  if (pieces <= capacity) return {{0, pieces}};
  const Index stride = std::max<Index>(capacity / 2, 1);
  std::vector<Range> windows;
  for (Index begin = 0; begin + capacity < pieces; begin += stride) windows.push_back({begin, begin + capacity});
  windows.push_back({pieces - capacity, pieces});
  return windows;
}

std::optional<std::size_t> best_window(const std::vector<Range>& windows, Range pieces) {
  NEURANK_EXPECT(pieces.size() > 0);
  std::optional<std::size_t> best;
  Index best_context = -1;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const Index context = std::min(pieces.begin - windows[i].begin, windows[i].end - pieces.end);
    if (context <= best_context) continue;
    best = i;
    best_context = context;
  }
  return best;
}

std::vector<PlannedBatch> plan_batches(const std::vector<Index>& lengths, Index max_pieces, Index batch_cost) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  std::vector<Index> sorted;
  for (const std::size_t sequence : order) sorted.push_back(lengths[sequence]);

  const std::vector<std::size_t> starts = cheapest_starts(sorted, max_pieces, batch_cost);
  std::vector<PlannedBatch> batches;
  for (std::size_t end = order.size(); end > 0; end = starts[end]) {
    const std::size_t begin = starts[end];
    batches.push_back({{order.begin() + to_index(begin), order.begin() + to_index(end)}, sorted[begin]});
  }
  std::reverse(batches.begin(), batches.end());
  return batches;
}

}  // namespace neurank::model
