#include "ranking/rows_by_label.hpp"

#include <numeric>

#include "base/cast.hpp"

namespace neurank::ranking {

RowsByLabel rows_by_label(std::span<const std::int32_t> labels, Index label_count) {
  const auto has_label = [&](std::int32_t label) { return 0 <= label && label < label_count; };
  std::vector<std::size_t> next(to_size(label_count) + 1);  // where each label's next row goes
  for (const std::int32_t label : labels)
    if (has_label(label)) ++next[to_size(label) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  RowsByLabel sorted;
  sorted.rows.resize(next.back());
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (has_label(labels[row])) sorted.rows[next[to_size(labels[row])]++] = to_index(row);
  next.pop_back();
  sorted.ends = std::move(next);
  return sorted;
}

}  // namespace neurank::ranking
