#include "probe/mean_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

/// Mean cross entropy of a head on rows whose label it knows.
double loss(const Matrix& x, const std::vector<std::int32_t>& y, const Head& head) {
  double sum = 0;
  int known = 0;
  for (Index row = 0; row < x.rows(); ++row) {
    const std::int32_t target = y[static_cast<std::size_t>(row)];
    if (target < 0 || target >= head.weights.rows()) continue;
    const Eigen::VectorXd z = (head.weights * x.row(row).transpose() + head.bias).cast<double>();
    sum += std::log(z.array().exp().sum()) - z[target];
    ++known;
  }
  return sum / known;
}

TEST(MeanGradient, is_the_slope_of_the_loss) {
  Random random(5);
  const Index rows = 70, neurons = 4, labels = 3;
  const Matrix x = test::normal_matrix(rows, neurons, random);
  std::vector<std::int32_t> y;
  for (Index row = 0; row < rows; ++row) y.push_back(static_cast<std::int32_t>(random.below(5)) - 1);  // -1, 3: unknown
  const Head head = uniform_start(labels, neurons, 1);
  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(rows), 16, {});
  const Matrix gradient = mean_gradient(stream, head, test::targets(y), Products(), test::always);
  for (Index label = 0; label < labels; ++label)
    for (Index neuron = 0; neuron < neurons; ++neuron) {
      Head more = head, less = head;
      more.weights(label, neuron) += 0.01f;
      less.weights(label, neuron) -= 0.01f;
      EXPECT_NEAR(gradient(label, neuron), (loss(x, y, more) - loss(x, y, less)) / 0.02, 1e-4);
    }
}

}  // namespace
}  // namespace neurank::probe
