#include "ranking/ranked_labels.hpp"

#include <numeric>

#include "base/cast.hpp"

namespace neurank::ranking {

std::vector<Index> ranked_labels(std::span<const Index> counts, Index min_count) {
  std::vector<Index> labels;
  for (std::size_t label = 0; label < counts.size(); ++label)
    if (counts[label] >= min_count) labels.push_back(to_index(label));
  if (!labels.empty()) return labels;
  labels.resize(counts.size());
  std::iota(labels.begin(), labels.end(), Index{0});
  return labels;
}

Matrix rows_of(const Matrix& weights, std::span<const Index> labels) {
  Matrix rows(to_index(labels.size()), weights.cols());
  for (std::size_t i = 0; i < labels.size(); ++i) rows.row(to_index(i)) = weights.row(labels[i]);
  return rows;
}

}  // namespace neurank::ranking
