#pragma once

#include <string>

#include "base/matrix.hpp"
#include "base/product_library.hpp"

namespace neurank {

/// The two products of a bank of heads.
enum class Product { scores, gradient };

/// Vectors that oneDNN computes with here.
enum class VectorUnit { none, avx2, avx512 };

/// Whether oneDNN multiplies faster than OpenBLAS's kernels for the same processor. A rule from measurements
/// (tests/bench/BENCHMARKS.md) and never a timing at start, which would give two launches of a grid different bits.
/// Pure.
/// @param columns stacked labels
bool uses_onednn(Product product, Index columns, VectorUnit unit);

/// Multiplies matrices in single precision; a value. Results have the same bits each time, but not those of another
/// library or another number of threads.
class Products {
 public:
  /// Throws a usage Error for oneDNN where the process does not have it.
  explicit Products(ProductLibrary library = ProductLibrary::automatic);

  /// scores [B, C] = batch [B, n] x weights [C, n], transposed. @param scores overwritten
  void scores(const ConstMatrixRef& batch, const ConstMatrixRef& weights, Eigen::Ref<Matrix> scores) const;

  /// gradient [C, n] = scores [B, C], transposed, x batch [B, n]. @param gradient overwritten
  void gradient(const ConstMatrixRef& scores, const ConstMatrixRef& batch, Eigen::Ref<Matrix> gradient) const;

  /// For people, and to compare ranks by: "BLAS", or "oneDNN 2.6 avx512 and BLAS".
  std::string description() const;

 private:
  bool onednn(Product product, Index columns) const;

  ProductLibrary library_;
};

}  // namespace neurank
