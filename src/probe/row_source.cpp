#include "probe/row_source.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/half.hpp"

namespace neurank::probe {

std::size_t RowSource::row_bytes() const {
  return to_size(neurons()) * (dtype() == store::DType::float16 ? sizeof(Half) : sizeof(float));
}

void MatrixRows::read(Range rows, void* out) const {
  NEURANK_EXPECT(0 <= rows.begin && rows.end <= matrix_.rows());
  std::memcpy(out, matrix_.data() + rows.begin * matrix_.cols(), to_size(rows.size()) * row_bytes());
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

namespace {

void convert(const Half* stored, Index count, float* out) { to_float(stored, count, out); }
void convert(const float* stored, Index count, float* out) { std::copy_n(stored, count, out); }

template <class Number>
void gather_as(const Number* stored, std::span<const Index> positions, const Standardization& standardization,
               Eigen::Ref<Matrix> out) {
  const Index n = out.cols();
  const bool plain = standardization.is_identity();
#pragma omp parallel for schedule(static)
  for (Index b = 0; b < out.rows(); ++b) {
    convert(stored + positions[b] * n, n, &out(b, 0));
    if (!plain) out.row(b).array() = (out.row(b) - standardization.mean).array() * standardization.scale.array();
  }
}

}  // namespace

void gather(const void* stored, store::DType dtype, std::span<const Index> positions,
            const Standardization& standardization, Eigen::Ref<Matrix> out) {
  NEURANK_EXPECT(to_index(positions.size()) == out.rows());
  if (dtype == store::DType::float16)
    gather_as(static_cast<const Half*>(stored), positions, standardization, out);
  else
    gather_as(static_cast<const float*>(stored), positions, standardization, out);
}

}  // namespace neurank::probe
