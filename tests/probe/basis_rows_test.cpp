#include "probe/basis_rows.hpp"

#include <gtest/gtest.h>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

TEST(BasisRows, are_those_of_the_source_layer_by_layer) {
  Random random(2);
  constexpr Index words = 1100, width = 3;
  const Matrix x = test::normal_matrix(words, 2 * width, random);
  const LayerBases bases = {Eigen::RowVectorXf::LinSpaced(2 * width, 1, 6),
                            {test::normal_matrix(width, width, random), test::normal_matrix(width, width, random)}};
  Matrix expected(words, 2 * width);
  for (Index row = 0; row < words; ++row)
    for (Index layer = 0; layer < 2; ++layer)
      for (Index column = 0; column < width; ++column) {
        double sum = 0;
        for (Index i = 0; i < width; ++i)
          sum += static_cast<double>(x(row, layer * width + i) - bases.mean[layer * width + i]) *
                 static_cast<double>(bases.layers[static_cast<std::size_t>(layer)](i, column));
        expected(row, layer * width + column) = static_cast<float>(sum);
      }
  const MatrixRows source(x);
  for (const bool keep : {false, true}) {
    const BasisRows rows(source, bases, keep);
    EXPECT_EQ(rows.in_memory() != nullptr, keep);
    EXPECT_EQ(rows.dtype(), store::DType::float32);
    Matrix found(words - 1, 2 * width);
    rows.read({1, words}, found.data());
    EXPECT_TRUE(found.isApprox(expected.bottomRows(words - 1), 1e-5f));
    if (keep) {
      EXPECT_EQ(
          ConstMatrixView(reinterpret_cast<const float*>(rows.in_memory()), words, 2 * width).bottomRows(words - 1),
          found);
    }
  }
}

}  // namespace
}  // namespace neurank::probe
