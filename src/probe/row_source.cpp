#include "probe/row_source.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "store/moments.hpp"

namespace neurank::probe {

std::size_t RowSource::row_bytes() const {
  return to_size(neurons()) * (dtype() == store::DType::float16 ? sizeof(Half) : sizeof(float));
}

void MatrixRows::read(Range rows, void* out) const {
  NEURANK_EXPECT(0 <= rows.begin && rows.end <= matrix_.rows());
  std::memcpy(out, matrix_.data() + rows.begin * matrix_.cols(), to_size(rows.size()) * row_bytes());
}

const std::byte* FileRows::in_memory() const {
  if (!keep_ || num_rows() == 0) return nullptr;
  if (rows_.empty()) {
    rows_.resize(to_size(num_rows()) * row_bytes());
    read({0, num_rows()}, rows_.data());
  }
  return rows_.data();
}

store::NeuronStatistics statistics_of(const RowSource& source, std::span<const Index> rows) {
  NEURANK_EXPECT(!rows.empty());
  constexpr Index at_once = 4096;
  store::Moments all;
  std::vector<std::byte> buffer;
  for (std::size_t begin = 0; begin < rows.size();) {
    const Range block = {rows[begin], std::min(rows[begin] + at_once, source.num_rows())};
    std::vector<Index> positions;
    for (; begin < rows.size() && block.contains(rows[begin]); ++begin) positions.push_back(rows[begin] - block.begin);
    buffer.resize(to_size(block.size()) * source.row_bytes());
    source.read(block, buffer.data());
    combine(all, store::moments_of(buffer.data(), source.dtype(), source.neurons(), positions));
  }
  return store::statistics_of(all);
}

Standardization z_score(const store::NeuronStatistics& statistics) {
  const auto n = to_index(statistics.mean.size());
  Standardization result{Eigen::RowVectorXf(n), Eigen::RowVectorXf(n)};
  for (Index i = 0; i < n; ++i) {
    result.mean[i] = static_cast<float>(statistics.mean[i]);
    result.scale[i] = statistics.variance[i] > 0 ? static_cast<float>(1 / std::sqrt(statistics.variance[i])) : 0.0f;
  }
  return result;
}

Standardization centred(const TrainingRows& training) {
  if (!training.standardization.is_identity()) return training.standardization;
  const std::vector<double>& means = training.statistics->mean;
  const Eigen::Map<const Eigen::RowVectorXd> mean(means.data(), to_index(means.size()));
  return {mean.cast<float>(), Eigen::RowVectorXf::Ones(mean.size())};
}

}  // namespace neurank::probe
