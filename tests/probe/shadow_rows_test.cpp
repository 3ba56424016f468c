#include "probe/shadow_rows.hpp"

#include <gtest/gtest.h>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

/// A source whose rows do not lie in memory.
class RowsOnDisk : public MatrixRows {
 public:
  using MatrixRows::MatrixRows;
  const std::byte* in_memory() const override { return nullptr; }
};

TEST(ShadowRows, have_the_copies_of_another_row) {
  Random random(1);
  const Matrix x = test::normal_matrix(5, 3, random);
  const std::vector<Index> from = {0, 3, 1, 2, 4};
  const MatrixRows in_memory(x);
  const RowsOnDisk on_disk(x);
  for (const RowSource* source : {static_cast<const RowSource*>(&in_memory), static_cast<const RowSource*>(&on_disk)}) {
    const ShadowRows rows(*source, {2, 0}, from);
    EXPECT_EQ(rows.neurons(), 5);
    Matrix found(3, 5);
    rows.read({1, 4}, found.data());
    for (Index row = 0; row < 3; ++row) {
      EXPECT_EQ(found.row(row).head(3), x.row(row + 1));
      EXPECT_EQ(found(row, 3), x(from[static_cast<std::size_t>(row + 1)], 2));
      EXPECT_EQ(found(row, 4), x(from[static_cast<std::size_t>(row + 1)], 0));
    }
  }
}

TEST(ShadowRows, are_standardised_as_what_they_copy) {
  const Standardization two{(Eigen::RowVectorXf(2) << 1, 2).finished(), (Eigen::RowVectorXf(2) << 3, 4).finished()};
  const Standardization four = with_shadows(two, {1, 0});
  EXPECT_EQ(four.mean, (Eigen::RowVectorXf(4) << 1, 2, 2, 1).finished());
  EXPECT_EQ(four.scale, (Eigen::RowVectorXf(4) << 3, 4, 4, 3).finished());
  EXPECT_TRUE(with_shadows({}, {0}).is_identity());
}

}  // namespace
}  // namespace neurank::probe
