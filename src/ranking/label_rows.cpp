#include "ranking/label_rows.hpp"

#include "base/cast.hpp"

namespace neurank::ranking {

Matrix rows_of(const Matrix& weights, std::span<const Index> labels) {
  Matrix rows(to_index(labels.size()), weights.cols());
  for (std::size_t i = 0; i < labels.size(); ++i) rows.row(to_index(i)) = weights.row(labels[i]);
  return rows;
}

}  // namespace neurank::ranking
