#include "probe/basis_rows.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/ordered_batch.hpp"

namespace neurank::probe {

BasisRows::BasisRows(const RowSource& source, LayerBases bases, bool keep)
    : source_(source), bases_(std::move(bases)), keep_(keep) {
  NEURANK_EXPECT(!bases_.layers.empty() && bases_.mean.size() == source.neurons());
  NEURANK_EXPECT(to_index(bases_.layers.size()) * bases_.layers.front().rows() == source.neurons());
}

/// @param out [rows, N]
void BasisRows::look_at(Range rows, MatrixView out) const {
  const Index count = rows.end - rows.begin, neurons = source_.neurons();
  std::vector<std::byte> stored(to_size(count) * source_.row_bytes());
  source_.read(rows, stored.data());
  std::vector<Index> positions(to_size(count));
  std::iota(positions.begin(), positions.end(), Index{0});
  const NeuronPrefix all = {nullptr, neurons};
  OrderedBatch batch({&all, 1});
  batch.set(stored.data(), source_.dtype(), neurons, positions,
            {bases_.mean, Eigen::RowVectorXf::Constant(neurons, 1.0f)});
  const ConstMatrixRef values = batch.columns(all);
  for (Index first = 0; const Matrix& basis : bases_.layers) {
    out.middleCols(first, basis.rows()).noalias() = values.middleCols(first, basis.rows()) * basis;
    first += basis.rows();
  }
}

void BasisRows::read(Range rows, void* out) const {
  constexpr Index at_once = 512;
  auto* next = static_cast<float*>(out);
  for (Index begin = rows.begin; begin < rows.end; begin += at_once) {
    const Index end = std::min(begin + at_once, rows.end);
    look_at({begin, end}, {next, end - begin, neurons()});
    next += (end - begin) * neurons();
  }
}

const std::byte* BasisRows::in_memory() const {
  if (!keep_) return nullptr;
  if (!rows_) {
    rows_ = std::make_unique<Matrix>(num_rows(), neurons());
    read({0, num_rows()}, rows_->data());
  }
  return reinterpret_cast<const std::byte*>(rows_->data());
}

}  // namespace neurank::probe
