#pragma once

#include <Eigen/Core>
#include <type_traits>

#include "base/index.hpp"

namespace neurank {

// The letters of every shape in this project: T words, N neurons (layers x width), L labels, S sentences, B rows of a
// batch, C stacked labels of a bank. A matrix is row-major; its rows follow each other without gaps unless its comment
// says otherwise.

static_assert(std::is_same_v<Index, Eigen::Index>);

using Half = Eigen::half;  ///< IEEE binary16, numpy's float16

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXf;
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;
using ConstMatrixRef = Eigen::Ref<const Matrix>;  ///< rows may have gaps between them

}  // namespace neurank
