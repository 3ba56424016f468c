#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "base/index.hpp"

namespace neurank::ranking {

/// Rows of a batch that have a label, label by label; those of one label in the order of the batch.
struct RowsByLabel {
  std::vector<Index> rows;
  std::vector<std::size_t> ends;  ///< [L] where each label's rows end

  Index count(Index label) const { return to_index(of(label).size()); }
  std::span<const Index> of(Index label) const {
    const std::size_t begin = label == 0 ? 0 : ends[to_size(label) - 1];
    return std::span(rows).subspan(begin, ends[to_size(label)] - begin);
  }
};

/// Sorts the rows of a batch by label. @param labels [B]; rows with one outside [0, label_count) are left out
RowsByLabel rows_by_label(std::span<const std::int32_t> labels, Index label_count);

}  // namespace neurank::ranking
