#include "pretrain/packed_batch.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "base/random.hpp"

namespace neurank::pretrain {
namespace {

std::vector<Pieces> random_sequences(Index longest, Random& random) {
  std::vector<Pieces> sequences(1 + random.below(40));
  for (Pieces& sequence : sequences) {
    sequence.resize(1 + random.below(static_cast<std::uint64_t>(longest)));
    for (std::int64_t& id : sequence) id = 1 + static_cast<std::int64_t>(random.below(1000));
  }
  return sequences;
}

TEST(PackedBatch, every_sequence_lies_whole_in_one_row_with_places_of_its_own) {
  Random random(1);
  for (int round = 0; round < 100; ++round) {
    const auto sequences = random_sequences(round % 2 == 0 ? 10 : 70, random);
    const PackedBatch batch = pack(sequences);
    std::set<Index> taken;
    for (std::size_t s = 0; s < sequences.size(); ++s) {
      const auto [first, length] = batch.sequences[s];
      ASSERT_EQ(length, static_cast<Index>(sequences[s].size()));
      ASSERT_EQ(first / batch.length, (first + length - 1) / batch.length);
      for (Index p = 0; p < length; ++p) {
        ASSERT_TRUE(taken.insert(first + p).second);
        ASSERT_EQ(batch.ids.view({-1})[first + p].item<Index>(), sequences[s][static_cast<std::size_t>(p)]);
        ASSERT_EQ(batch.positions.view({-1})[first + p].item<Index>(), p);
        ASSERT_EQ(batch.owners.view({-1})[first + p].item<Index>(), static_cast<Index>(s));
      }
    }
    EXPECT_EQ(batch.owners.ge(0).sum().item<Index>(), static_cast<Index>(taken.size()));
  }
}

TEST(PackedBatch, places_see_their_own_sequence_alone) {
  const PackedBatch batch = pack({{7, 8}, {9}, {5, 6, 7}});
  ASSERT_EQ(batch.rows, 1);
  const torch::Tensor owners = batch.owners[0], seen = batch.same_sequence()[0];
  for (Index i = 0; i < batch.length; ++i)
    for (Index j = 0; j < batch.length; ++j)
      EXPECT_EQ(seen[i][j].item<bool>(), owners[i].item<Index>() == owners[j].item<Index>());
}

TEST(PackedBatch, rows_are_nearly_full) {
  Random random(2);
  std::vector<Pieces> sequences(64);
  Index pieces = 0;
  for (Pieces& sequence : sequences) {
    sequence.resize(6 + random.below(12), 1);
    pieces += static_cast<Index>(sequence.size());
  }
  const PackedBatch batch = pack(sequences);
  EXPECT_LT(static_cast<double>(batch.rows * batch.length), 1.1 * static_cast<double>(pieces));
}

TEST(PackedBatch, one_sequence_alone_has_no_padding) {
  const PackedBatch batch = pack({{3, 4, 5}});
  EXPECT_EQ(batch.length, 3);
  EXPECT_EQ(batch.rows, 1);
}

}  // namespace
}  // namespace neurank::pretrain
