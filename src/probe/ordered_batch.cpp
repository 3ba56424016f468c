#include "probe/ordered_batch.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/half.hpp"

namespace neurank::probe {
namespace {

/// Numbers that are converted and standardised while the nearest cache holds them.
constexpr Index block = 2048;

void convert(const Half* stored, Index count, float* out) { to_float(stored, count, out); }
void convert(const float* stored, Index count, float* out) { std::copy_n(stored, count, out); }

/// A stored row in float32, standardised.
template <class Number>
void convert_row(const Number* stored, Index neurons, const Standardization& standardization, float* out) {
  if (standardization.is_identity()) return convert(stored, neurons, out);
  for (Index begin = 0; begin < neurons; begin += block) {
    const Index end = std::min(neurons, begin + block);
    convert(stored + begin, end - begin, out + begin);
    const float *mean = standardization.mean.data(), *scale = standardization.scale.data();
#pragma omp simd
    for (Index i = begin; i < end; ++i) out[i] = (out[i] - mean[i]) * scale[i];
  }
}

/// Asks for the first lines of a row that is needed soon; the processor follows by itself from there.
template <class Number>
void prefetch(const Number* row, Index neurons) {
  constexpr Index line = 64 / sizeof(Number), most = 32;
  const Index end = std::min(neurons, most * line);
  for (Index i = 0; i < end; i += line) __builtin_prefetch(row + i);
}

}  // namespace

OrderedBatch::OrderedBatch(std::span<const NeuronPrefix> wanted) {
  for (const NeuronPrefix& prefix : wanted) {
    NEURANK_EXPECT(!prefix.order || prefix.size <= to_index(prefix.order->size()));
    Copy& copy = copies_[prefix.order];
    copy.width = std::max(copy.width, prefix.size);
  }
}

void OrderedBatch::set(const void* stored, store::DType dtype, Index neurons, std::span<const Index> positions,
                       const Standardization& standardization) {
  stored_ = nullptr;
  rows_ = to_index(positions.size());
  neurons_ = neurons;
  if (is_stored_alike(dtype, positions, standardization))
    stored_ = static_cast<const float*>(stored) + positions.front() * neurons;
  else if (dtype == store::DType::float16)
    gather(static_cast<const Half*>(stored), neurons, positions, standardization);
  else
    gather(static_cast<const float*>(stored), neurons, positions, standardization);
}

bool OrderedBatch::is_stored_alike(store::DType dtype, std::span<const Index> positions,
                                   const Standardization& standardization) const {
  const bool in_own_order = copies_.size() == 1 && copies_.begin()->first == nullptr;
  if (dtype != store::DType::float32 || !standardization.is_identity() || !in_own_order || positions.empty())
    return false;
  for (std::size_t i = 1; i < positions.size(); ++i)
    if (positions[i] != positions[i - 1] + 1) return false;
  return true;
}

template <class Number>
void OrderedBatch::gather(const Number* stored, Index neurons, std::span<const Index> positions,
                          const Standardization& standardization) {
  const auto rows = to_index(positions.size());
  for (auto& [order, copy] : copies_) copy.values.resize(rows, order ? copy.width : neurons);
  const auto own = copies_.find(nullptr);
#pragma omp parallel
  {
    Vector scratch(own == copies_.end() ? neurons : 0);
#pragma omp for schedule(static)
    for (Index b = 0; b < rows; ++b) {
      float* row = own == copies_.end() ? scratch.data() : own->second.values.row(b).data();
      constexpr Index ahead = 2;
      if (b + ahead < rows) prefetch(stored + positions[to_size(b + ahead)] * neurons, neurons);
      convert_row(stored + positions[to_size(b)] * neurons, neurons, standardization, row);
      for (auto& [order, copy] : copies_) {
        if (!order) continue;
        float* to = copy.values.row(b).data();
        for (Index i = 0; i < copy.width; ++i) to[i] = row[(*order)[to_size(i)]];
      }
    }
  }
}

ConstMatrixRef OrderedBatch::columns(const NeuronPrefix& prefix) const {
  const Copy& copy = copies_.at(prefix.order);
  NEURANK_EXPECT(prefix.size <= copy.width);
  if (stored_ != nullptr) return ConstMatrixView(stored_, rows_, neurons_).leftCols(prefix.size);
  return copy.values.leftCols(prefix.size);
}

}  // namespace neurank::probe
