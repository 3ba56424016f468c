#include "store/moments.hpp"

#include <gtest/gtest.h>

namespace neurank::store {
namespace {

ActivationRows rows_of(const Matrix& values) {
  ActivationRows rows({0, values.rows()}, 1, values.cols(), DType::float32);
  std::vector<Index> words(static_cast<std::size_t>(values.rows()));
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = static_cast<Index>(i);
  rows.put(words, 0, ConstMatrixView(values.data(), values.rows(), values.cols()));
  return rows;
}

TEST(Moments, equal_a_hand_computation) {
  const Matrix values{{1, -2}, {3, 5}, {100, 100}, {8, 6}};
  const NeuronStatistics statistics = statistics_of(moments_of(rows_of(values), {0, 1, 3}));
  EXPECT_EQ(statistics.count, 3);
  EXPECT_EQ(statistics.mean, (std::vector<double>{4, 3}));
  EXPECT_EQ(statistics.variance, (std::vector<double>{26.0 / 3, 38.0 / 3}));  // (9+1+16)/3, (25+4+9)/3
  EXPECT_EQ(statistics.minimum, (std::vector<double>{1, -2}));
  EXPECT_EQ(statistics.maximum, (std::vector<double>{8, 6}));
}

TEST(Moments, of_parts_combine_to_those_of_the_whole) {
  const Matrix values = Matrix::Random(90, 300).array() * 3 + 1000;  // far from zero: sums of squares would cancel
  const ActivationRows rows = rows_of(values);
  std::vector<Index> all;
  Moments combined;
  for (const Range part : {Range{0, 1}, Range{1, 40}, Range{40, 40}, Range{40, 90}}) {
    std::vector<Index> positions;
    for (Index i = part.begin; i < part.end; ++i) positions.push_back(i), all.push_back(i);
    combine(combined, moments_of(rows, positions));
  }
  const NeuronStatistics parts = statistics_of(combined), whole = statistics_of(moments_of(rows, all));
  ASSERT_EQ(parts.count, 90);
  for (Index n = 0; n < 300; ++n) {
    EXPECT_NEAR(parts.mean[n], whole.mean[n], 1000 * 1e-14);
    EXPECT_NEAR(parts.variance[n], whole.variance[n], 3 * 1e-12);
    EXPECT_EQ(parts.minimum[n], whole.minimum[n]);
    EXPECT_EQ(parts.maximum[n], whole.maximum[n]);
  }
}

}  // namespace
}  // namespace neurank::store
