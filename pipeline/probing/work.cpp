#include "probing/work.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "probe/penalty_search.hpp"

namespace neurank::probing {
namespace {

/// Stacked labels of a unit of a search, at most: products are as fast as with more, and more ranks share a search.
constexpr Index search_columns = 512;

}  // namespace

std::vector<WholeHead> whole_heads(bool control) {
  using analysis::Labels, analysis::Training;
  std::vector<WholeHead> heads = {{Labels::task, Training::full}, {Labels::task, Training::unregularized}};
  if (control) heads.push_back({Labels::control, Training::full});
  return heads;
}

std::vector<PenaltyWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings,
                                    double head_flops) {
  const std::size_t penalties = probe::search_grid(settings.search).size();
  const auto by_columns = to_double(std::min(settings.columns_per_pass, search_columns) / labels);
  const double by_work = max_unit_flops / std::max(head_flops, 1.0);
  const auto at_once = static_cast<std::size_t>(std::max(1.0, std::min({by_columns, by_work, to_double(penalties)})));
  std::vector<PenaltyWork> units;
  for (std::size_t first = 0; first < penalties; first += at_once)
    units.push_back({cell, first, std::min(at_once, penalties - first)});
  return units;
}

}  // namespace neurank::probing
