#include "probe/batch_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

/// Half-precision rows whose first value is the row's number modulo 1000; counts reads.
class CountingRows : public RowSource {
 public:
  CountingRows(Index rows, Index neurons) : rows_(rows), neurons_(neurons) {}
  Index num_rows() const override { return rows_; }
  Index neurons() const override { return neurons_; }
  store::DType dtype() const override { return store::DType::float16; }
  void read(Range rows, void* out) const override {
    auto* values = static_cast<Half*>(out);
    for (Index row = rows.begin; row < rows.end; ++row)
      for (Index n = 0; n < neurons_; ++n) *values++ = Half(static_cast<float>(row % 1000 + n));
    rows_read += rows.size();
    ++reads;
  }
  mutable Index rows_read = 0, reads = 0;

 private:
  Index rows_, neurons_;
};

std::vector<Index> even_rows(Index count) {
  std::vector<Index> rows;
  for (Index i = 0; i < count; ++i) rows.push_back(2 * i);
  return rows;
}

TEST(RowOrder, is_a_permutation_that_changes_with_epoch_and_seed) {
  const auto rows = even_rows(20000);
  const auto first = row_order(rows, RowOrder::shuffled, 512, 1, 0);
  EXPECT_EQ(std::set<Index>(first.begin(), first.end()), std::set<Index>(rows.begin(), rows.end()));
  EXPECT_EQ(first, row_order(rows, RowOrder::shuffled, 512, 1, 0));
  EXPECT_NE(first, row_order(rows, RowOrder::shuffled, 512, 1, 1));
  EXPECT_NE(first, row_order(rows, RowOrder::shuffled, 512, 2, 0));
  EXPECT_EQ(rows, row_order(rows, RowOrder::sequential, 512, 1, 0));
}

TEST(RowOrder, mixes_distant_rows_into_every_batch) {
  const auto order = row_order(test::all_rows(100000), RowOrder::shuffled, 500, 1, 0);
  for (std::size_t begin = 0; begin < order.size(); begin += 500) {
    std::set<Index> tenths;
    for (std::size_t i = begin; i < begin + 500; ++i) tenths.insert(order[i] / 10000);
    EXPECT_GE(tenths.size(), 8u) << "batch at " << begin;
  }
}

TEST(BatchStream, hands_out_every_row_once_with_its_values) {
  const CountingRows source(50000, 3);
  const auto rows = even_rows(10007);
  BatchStream stream(source, rows, 256, {});
  for (RowOrder order : {RowOrder::sequential, RowOrder::shuffled}) {
    std::vector<Index> seen;
    Index batches = 0, last = 0;
    stream.start(order, 1, 0);
    while (stream.next()) {
      ++batches;
      last = stream.batch().rows();
      for (Index b = 0; b < stream.batch().rows(); ++b) {
        seen.push_back(stream.rows()[b]);
        ASSERT_EQ(stream.batch()(b, 0), static_cast<float>(stream.rows()[b] % 1000));
        ASSERT_EQ(stream.batch()(b, 2), static_cast<float>(stream.rows()[b] % 1000 + 2));
      }
    }
    EXPECT_EQ(batches, stream.num_batches());
    EXPECT_EQ(last, 10007 % 256) << "the short last batch is kept";
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, rows);
  }
}

TEST(BatchStream, reads_each_row_once_an_epoch_in_long_runs) {
  const CountingRows source(100000, 2);
  BatchStream stream(source, test::all_rows(100000), 500, {});
  stream.start(RowOrder::shuffled, 1, 0);
  while (stream.next()) {
  }
  EXPECT_EQ(source.rows_read, 100000);
  EXPECT_LT(source.reads, 100000 / 60 + 30) << "blocks of 64 rows, a few cut by the buffer's end";
}

TEST(BatchStream, z_scores_with_the_statistics_given) {
  Matrix x(3, 2);
  x << 1, 5, 3, 5, 8, 5;
  const MatrixRows source(x);
  store::NeuronStatistics statistics;
  statistics.mean = {4, 5};
  statistics.variance = {4, 0};
  BatchStream stream(source, test::all_rows(3), 3, z_score(statistics));
  stream.start(RowOrder::sequential, 0, 0);
  ASSERT_TRUE(stream.next());
  Matrix expected(3, 2);
  expected << -1.5, 0, -0.5, 0, 2, 0;  // a neuron that never varies becomes 0
  EXPECT_EQ(Matrix(stream.batch()), expected);
}

}  // namespace
}  // namespace neurank::probe
