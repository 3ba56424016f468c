#include "probing/recomputed_certificate.hpp"

#include <cmath>

#include "base/error.hpp"

namespace neurank::probing {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Reads a word's neurons as a cell's heads see them.
class WordReader {
 public:
  explicit WordReader(const CellData& data) : data_(data), bytes_(data.source().row_bytes()) {}

  Eigen::VectorXd operator()(Index row) {
    data_.source().read({row, row + 1}, bytes_.data());
    Eigen::VectorXd values(data_.neurons());
    for (Index n = 0; n < values.size(); ++n) values[n] = stored(n);
    const probe::Standardization& standard = data_.standardization();
    if (standard.is_identity()) return values;
    return (values - standard.mean.transpose().cast<double>()).cwiseProduct(standard.scale.transpose().cast<double>());
  }

 private:
  double stored(Index n) const {
    const bool is_half = data_.source().dtype() == store::DType::float16;
    if (is_half) return static_cast<double>(static_cast<float>(reinterpret_cast<const Half*>(bytes_.data())[n]));
    return static_cast<double>(reinterpret_cast<const float*>(bytes_.data())[n]);
  }

  const CellData& data_;
  std::vector<std::byte> bytes_;
};

/// Means over words that the head knows.
struct Sums {
  double words = 0, cross_entropy = 0, entropy = 0;
  Eigen::VectorXd mean;    ///< [N] of the neurons
  RowMatrix weight_slope;  ///< [L, N]
  Eigen::VectorXd bias_slope;
};

Sums sums_over(const CellData& data, const std::vector<Index>& rows, const probe::Head& head,
               const probe::Targets& targets) {
  const RowMatrix weights = head.weights.cast<double>();
  const Eigen::VectorXd bias = head.bias.cast<double>();
  const Index labels = weights.rows();
  Sums sums{.mean = Eigen::VectorXd::Zero(weights.cols()),
            .weight_slope = RowMatrix::Zero(labels, weights.cols()),
            .bias_slope = Eigen::VectorXd::Zero(labels)};
  WordReader read(data);
  for (const Index row : rows) {
    const std::int32_t label = (*targets)[to_size(row)];
    if (label < 0 || label >= labels) continue;
    const Eigen::VectorXd x = read(row);
    Eigen::VectorXd logs = weights * x + bias;
    const double largest = logs.maxCoeff();
    logs.array() -= largest + std::log((logs.array() - largest).exp().sum());
    Eigen::VectorXd off = logs.array().exp();
    sums.words += 1;
    sums.cross_entropy -= logs[label];
    sums.entropy -= off.dot(logs);
    off[label] -= 1;
    sums.mean += x;
    sums.weight_slope += off * x.transpose();
    sums.bias_slope += off;
  }
  NEURANK_EXPECT(sums.words > 0);
  sums.cross_entropy /= sums.words, sums.entropy /= sums.words;
  sums.mean /= sums.words, sums.weight_slope /= sums.words, sums.bias_slope /= sums.words;
  return sums;
}

}  // namespace

RecomputedCertificate recompute_certificate(const CellData& data, const std::vector<Index>& rows,
                                            const probe::Head& head, const probe::Targets& targets,
                                            const probe::Penalty& penalty) {
  NEURANK_EXPECT(penalty.l2 > 0 && head.weights.cols() == data.neurons());
  const Sums sums = sums_over(data, rows, head, targets);
  // Of neurons less their means; the bias makes up for these.
  const RowMatrix slope = sums.weight_slope - sums.bias_slope * sums.mean.transpose();
  const Eigen::ArrayXXd weights = head.weights.cast<double>();
  constexpr double most_bias = 50;
  return {sums.cross_entropy + penalty.l1 * weights.abs().sum() + penalty.l2 * weights.square().sum(),
          sums.entropy - (slope.array().abs() - penalty.l1).max(0).square().sum() / (4 * penalty.l2) -
              most_bias * sums.bias_slope.cwiseAbs().sum()};
}

}  // namespace neurank::probing
