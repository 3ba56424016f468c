#include "probe/shadow_rows.hpp"

#include <cstring>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::probe {

ShadowRows::ShadowRows(const RowSource& source, std::vector<Index> shadowed, std::vector<Index> from)
    : source_(source), shadowed_(std::move(shadowed)), from_(std::move(from)) {
  NEURANK_EXPECT(to_index(from_.size()) == source.num_rows());
}

/// A row of the source, where it lies in memory or read into the buffer.
const std::byte* ShadowRows::row(Index row, std::vector<std::byte>& buffer) const {
  if (const std::byte* rows = source_.in_memory()) return rows + to_size(row) * source_.row_bytes();
  buffer.resize(source_.row_bytes());
  source_.read({row, row + 1}, buffer.data());
  return buffer.data();
}

void ShadowRows::read(Range rows, void* out) const {
  const std::size_t number = source_.row_bytes() / to_size(source_.neurons());
  std::vector<std::byte> buffer;
  auto* next = static_cast<std::byte*>(out);
  for (Index at = rows.begin; at < rows.end; ++at) {
    std::memcpy(next, row(at, buffer), source_.row_bytes());
    next += source_.row_bytes();
    const std::byte* other = row(from_[to_size(at)], buffer);
    for (const Index neuron : shadowed_) {
      std::memcpy(next, other + to_size(neuron) * number, number);
      next += number;
    }
  }
}

Standardization with_shadows(const Standardization& standardization, const std::vector<Index>& shadowed) {
  if (standardization.is_identity()) return {};
  const Index neurons = standardization.mean.size(), all = neurons + to_index(shadowed.size());
  Standardization result{Eigen::RowVectorXf(all), Eigen::RowVectorXf(all)};
  result.mean.head(neurons) = standardization.mean;
  result.scale.head(neurons) = standardization.scale;
  for (std::size_t i = 0; i < shadowed.size(); ++i) {
    result.mean[neurons + to_index(i)] = standardization.mean[shadowed[i]];
    result.scale[neurons + to_index(i)] = standardization.scale[shadowed[i]];
  }
  return result;
}

}  // namespace neurank::probe
