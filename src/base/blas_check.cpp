#include "base/blas_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/matrix.hpp"
#include "base/random.hpp"

namespace neurank {
namespace {

struct Shape {
  int m, n, k;
};

/// Below, at and beyond the sizes of the blocks that kernels work in.
constexpr std::array<Shape, 8> shapes = {
    {{1, 1, 1}, {7, 5, 3}, {16, 16, 16}, {33, 17, 65}, {64, 48, 100}, {100, 300, 30}, {5, 200, 257}, {128, 130, 129}}};

using ColumnMajor = Eigen::MatrixXf;

ColumnMajor random_matrix(Index rows, Index cols, Random& random) {
  ColumnMajor matrix(rows, cols);
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = random.uniform(-1.0f, 1.0f);
  return matrix;
}

/// Largest difference from the exact product, relative to what rounding explains.
double excess(const Shape& shape, bool transpose_a, bool transpose_b, Random& random) {
  const auto [m, n, k] = shape;
  const ColumnMajor a = transpose_a ? random_matrix(k, m, random) : random_matrix(m, k, random);
  const ColumnMajor b = transpose_b ? random_matrix(n, k, random) : random_matrix(k, n, random);
  ColumnMajor product = ColumnMajor::Constant(m, n, 7);  // overwritten whole
  const char of_a = transpose_a ? 'T' : 'N', of_b = transpose_b ? 'T' : 'N';
  const int rows_of_a = static_cast<int>(a.rows()), rows_of_b = static_cast<int>(b.rows());
  const float one = 1, zero = 0;
  sgemm_(&of_a, &of_b, &m, &n, &k, &one, a.data(), &rows_of_a, b.data(), &rows_of_b, &zero, product.data(), &m);
  double largest = 0;
  for (int column = 0; column < n; ++column)
    for (int row = 0; row < m; ++row) {
      double exact = 0;
      for (int i = 0; i < k; ++i)
        exact += static_cast<double>(transpose_a ? a(i, row) : a(row, i)) * (transpose_b ? b(column, i) : b(i, column));
      const double difference = std::abs(product(row, column) - exact);
      if (!std::isfinite(difference)) return difference;
      largest = std::max(largest, difference);
    }
  return largest / (1e-6 * k);
}

}  // namespace

std::string wrong_product() {
  Random random(1);
  for (const Shape& shape : shapes)
    for (const bool transpose_a : {false, true})
      for (const bool transpose_b : {false, true})
        if (!(excess(shape, transpose_a, transpose_b, random) <= 1))
          return "a product of " + std::to_string(shape.m) + " x " + std::to_string(shape.k) + " and " +
                 std::to_string(shape.k) + " x " + std::to_string(shape.n);
  return "";
}

}  // namespace neurank
