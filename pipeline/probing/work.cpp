#include "probing/work.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "probe/penalty_search.hpp"

namespace neurank::probing {

std::vector<PenaltyWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings) {
  const std::size_t penalties = probe::search_grid(settings.search).size();
  const auto at_once = to_size(std::max<Index>(1, settings.columns_per_pass / labels));
  std::vector<PenaltyWork> units;
  for (std::size_t first = 0; first < penalties; first += at_once)
    units.push_back({cell, first, std::min(at_once, penalties - first)});
  return units;
}

}  // namespace neurank::probing
