#include "model/batch_plan.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "base/random.hpp"

namespace neurank::model {
namespace {

TEST(PlanWindows, short_sentence_is_one_window) {
  EXPECT_EQ(plan_windows(10, 10), (std::vector<Range>{{0, 10}}));
  EXPECT_EQ(plan_windows(0, 10), (std::vector<Range>{{0, 0}}));
}

TEST(PlanWindows, long_sentence_is_covered_by_overlapping_full_windows) {
  EXPECT_EQ(plan_windows(11, 10), (std::vector<Range>{{0, 10}, {1, 11}}));
  EXPECT_EQ(plan_windows(22, 10), (std::vector<Range>{{0, 10}, {5, 15}, {10, 20}, {12, 22}}));
  EXPECT_EQ(plan_windows(20, 10), (std::vector<Range>{{0, 10}, {5, 15}, {10, 20}}));
  EXPECT_EQ(plan_windows(3, 1), (std::vector<Range>{{0, 1}, {1, 2}, {2, 3}}));
}

TEST(PlanWindows, every_piece_inside_has_context_on_both_sides) {
  for (Index pieces = 1; pieces < 300; ++pieces) {
    const std::vector<Range> windows = plan_windows(pieces, 16);
    EXPECT_EQ(windows.front().begin, 0);
    EXPECT_EQ(windows.back().end, pieces);
    for (Index piece = 0; piece < pieces; ++piece) {
      const Range window = windows[best_window(windows, {piece, piece + 1}).value()];
      ASSERT_TRUE(window.contains(piece));
      ASSERT_LE(window.size(), 16);
      // A quarter of the capacity on each side, unless the sentence itself ends before.
      EXPECT_GE(piece - window.begin, std::min<Index>(piece, 3)) << piece << " of " << pieces;
      EXPECT_GE(window.end - 1 - piece, std::min<Index>(pieces - 1 - piece, 3)) << piece << " of " << pieces;
    }
  }
}

TEST(BestWindow, takes_the_most_context_on_the_poorer_side) {
  const std::vector<Range> windows = {{0, 10}, {5, 15}, {10, 20}};
  EXPECT_EQ(best_window(windows, {6, 7}), 0u);   // 3 pieces on the right; the second has 1 on the left
  EXPECT_EQ(best_window(windows, {8, 10}), 1u);  // 0 on the right; the second has 3 and 5
  EXPECT_EQ(best_window(windows, {7, 8}), 0u);   // 2 and 2: the earlier
  EXPECT_EQ(best_window(windows, {19, 20}), 2u);
  EXPECT_EQ(best_window(windows, {3, 12}), std::nullopt);
}

Index area(const PlannedBatch& batch) { return static_cast<Index>(batch.sequences.size()) * batch.length; }

TEST(PlanBatches, every_sequence_runs_once_within_the_bound) {
  Random random(1);
  std::vector<Index> lengths;
  for (int i = 0; i < 3000; ++i) lengths.push_back(1 + static_cast<Index>(random.below(80)));
  lengths[17] = 5000;  // longer than a batch
  std::set<std::size_t> seen;
  Index previous = 5000;
  for (const PlannedBatch& batch : plan_batches(lengths, 2048, 8)) {
    EXPECT_TRUE(area(batch) <= 2048 || batch.sequences.size() == 1);
    EXPECT_LE(batch.length, previous) << "longest first";
    for (const std::size_t sequence : batch.sequences) {
      EXPECT_TRUE(seen.insert(sequence).second);
      EXPECT_LE(lengths[sequence], batch.length);
    }
    EXPECT_EQ(lengths[batch.sequences.front()], batch.length) << "padded to its longest, not further";
    previous = batch.length;
  }
  EXPECT_EQ(seen.size(), lengths.size());
}

TEST(PlanBatches, padding_waste_stays_below_five_percent) {
  for (const std::size_t count : {200u, 2000u}) {
    Random random(2);
    std::vector<Index> lengths;
    for (std::size_t i = 0; i < count; ++i)  // a skewed shape like that of newspaper sentences, 5 to 65 pieces
      lengths.push_back(5 + static_cast<Index>(random.below(30) + random.below(31) * random.below(2)));
    Index padded = 0;
    for (const PlannedBatch& batch : plan_batches(lengths, 2048, 8)) padded += area(batch);
    const Index pieces = std::accumulate(lengths.begin(), lengths.end(), Index{0});
    EXPECT_LT(static_cast<double>(padded - pieces), 0.05 * static_cast<double>(padded)) << count << " sentences";
  }
}

TEST(PlanBatches, batches_that_cost_more_are_fewer_and_padded_more) {
  Random random(3);
  std::vector<Index> lengths;
  for (int i = 0; i < 300; ++i) lengths.push_back(5 + static_cast<Index>(random.below(40)));
  const auto total = [&](Index cost) {
    Index sum = 0;
    for (const PlannedBatch& batch : plan_batches(lengths, 2048, cost)) sum += area(batch);
    return sum;
  };
  const std::size_t cheap = plan_batches(lengths, 2048, 8).size(), dear = plan_batches(lengths, 2048, 128).size();
  EXPECT_LT(dear, cheap);
  EXPECT_GT(total(128), total(8));
  EXPECT_LE(total(128) + 128 * static_cast<Index>(dear), total(8) + 128 * static_cast<Index>(cheap));
}

TEST(PlanBatches, no_sequences_no_batches) { EXPECT_TRUE(plan_batches({}, 64, 8).empty()); }

TEST(PlanBatches, equal_lengths_fill_batches_in_order) {
  const auto batches = plan_batches({8, 8, 8, 8, 8}, 32, 8);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].sequences.size() + batches[1].sequences.size(), 5u);
  EXPECT_EQ(batches[0].sequences.front(), 0u);
}

}  // namespace
}  // namespace neurank::model
