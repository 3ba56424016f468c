#include "base/products.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank {
namespace {

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  Matrix matrix(rows, cols);
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = random.uniform(-1.0f, 1.0f);
  return matrix;
}

/// All shapes against products in double precision, with rows that have gaps between them.
void expect_right(const Products& products) {
  for (const Index columns : {1, 3, 8, 44, 130})
    for (const Index neurons : {1, 17, 300}) {
      const Matrix wide = random_matrix(65, neurons + 5, 1), weights = random_matrix(columns, neurons, 2);
      const ConstMatrixRef batch = wide.leftCols(neurons);
      Matrix scores(65, columns), gradient = Matrix::Constant(columns, neurons, 9);
      products.scores(batch, weights, scores);
      const Eigen::MatrixXd exact = batch.cast<double>() * weights.cast<double>().transpose();
      EXPECT_LT((scores.cast<double>() - exact).cwiseAbs().maxCoeff(), 1e-6 * static_cast<double>(neurons + 1));
      products.gradient(scores, batch, gradient);
      const Eigen::MatrixXd slope = scores.cast<double>().transpose() * batch.cast<double>();
      EXPECT_LT((gradient.cast<double>() - slope).cwiseAbs().maxCoeff(), 1e-5 * static_cast<double>(neurons + 65));
    }
}

/// As LibTorch has it, from before the first product.
const bool onednn_is_here = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_GLOBAL) != nullptr;

TEST(Products, of_the_blas_are_right) {
  expect_right(Products(ProductLibrary::openblas));
  EXPECT_EQ(Products(ProductLibrary::openblas).description(), "BLAS");
}

TEST(Products, of_onednn_are_right_where_it_is) {
  if (!onednn_is_here) GTEST_SKIP() << "no libdnnl.so.2";
  expect_right(Products(ProductLibrary::onednn));
  expect_right(Products());
  EXPECT_TRUE(Products(ProductLibrary::onednn).description().starts_with("oneDNN "));
}

TEST(Products, the_rule_is_a_table) {
  struct Case {
    VectorUnit unit;
    Index columns;
    bool scores, gradient;
  };
  const std::vector<Case> cases = {{VectorUnit::none, 2, false, false},   {VectorUnit::none, 484, false, false},
                                   {VectorUnit::avx2, 2, true, true},     {VectorUnit::avx2, 127, true, true},
                                   {VectorUnit::avx2, 128, false, false}, {VectorUnit::avx512, 2, false, true},
                                   {VectorUnit::avx512, 44, true, true},  {VectorUnit::avx512, 4096, true, true}};
  for (const Case& c : cases) {
    EXPECT_EQ(uses_onednn(Product::scores, c.columns, c.unit), c.scores) << c.columns;
    EXPECT_EQ(uses_onednn(Product::gradient, c.columns, c.unit), c.gradient) << c.columns;
  }
}

}  // namespace
}  // namespace neurank
