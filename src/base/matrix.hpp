#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace neurank {

// The letters of every shape in this project: T words, N neurons (layers x width), L labels, S sentences, B rows of a
// batch, C stacked labels of a bank. Every matrix is row-major, and without gaps where not said
// otherwise.

using Index = Eigen::Index;
using Half = Eigen::half;  ///< IEEE binary16, numpy's float16

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXf;
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;
using ConstMatrixRef = Eigen::Ref<const Matrix>;  ///< rows may have gaps between them

/// A half-open range of rows, words or sentences.
struct Range {
  Index begin = 0;
  Index end = 0;

  Index size() const { return end - begin; }
  bool contains(Index i) const { return begin <= i && i < end; }
  bool operator==(const Range&) const = default;
};

}  // namespace neurank
