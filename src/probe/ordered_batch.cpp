#include "probe/ordered_batch.hpp"

#include <algorithm>
#include <new>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::probe {

OrderedBatch::OrderedBatch(std::span<const NeuronPrefix> wanted) {
  for (const NeuronPrefix& prefix : wanted)
    if (prefix.order) {
      NEURANK_EXPECT(prefix.size <= to_index(prefix.order->size()));
      copies_[prefix.order].width = std::max(copies_[prefix.order].width, prefix.size);
    }
}

void OrderedBatch::set(ConstMatrixView batch) {
  new (&batch_) ConstMatrixView(batch.data(), batch.rows(), batch.cols());
  for (auto& entry : copies_) {
    const std::vector<Index>& neurons = *entry.first;
    auto& copy = entry.second;
    copy.values.resize(batch.rows(), copy.width);
#pragma omp parallel for schedule(static)
    for (Index row = 0; row < batch.rows(); ++row) {
      const float* from = batch.row(row).data();
      float* to = copy.values.row(row).data();
      for (Index i = 0; i < copy.width; ++i) to[i] = from[neurons[to_size(i)]];
    }
  }
}

ConstMatrixRef OrderedBatch::columns(const NeuronPrefix& prefix) const {
  if (!prefix.order) return batch_.leftCols(prefix.size);
  const Copy& copy = copies_.at(prefix.order);
  NEURANK_EXPECT(prefix.size <= copy.width);
  return copy.values.leftCols(prefix.size);
}

}  // namespace neurank::probe
