#include "pretrain/two_streams.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <set>

namespace neurank::pretrain {
namespace {

constexpr Index vocabulary = 20;
constexpr TwoStreamSizes sizes = {.layers = 3,
                                  .width = 12,
                                  .heads = 2,
                                  .head_width = 6,
                                  .inner_width = 16,
                                  .vocabulary = vocabulary,
                                  .epsilon = 1e-12};

/// Two sequences in one row with an order for each; the last place of a sequence is context.
class TwoStreamsOfSequences : public testing::Test {
 protected:
  TwoStreamsOfSequences() {
    Random random(5);
    streams_ = std::make_unique<TwoStreams>(sizes, random);
    // Far from the start, so that no influence is too small to be seen.
    const torch::NoGradGuard no_gradients;
    for (const torch::Tensor& parameter : streams_->parameters().tensors()) parameter.add_(parameter.sign() * 0.2);
    order_.ranks = torch::zeros_like(batch_.ids);
    for (Index i = 0; i < 6; ++i)
      order_.ranks[0][places_[static_cast<std::size_t>(i)]] = ranks_[static_cast<std::size_t>(i)];
    order_.queries = torch::tensor(queries_).view({1, 4});
    order_.targets = torch::zeros_like(order_.queries);
    order_.predictions = 4;
  }

  torch::Tensor predict() {
    const torch::NoGradGuard no_gradients;
    Random unused(0);
    return streams_->predict(batch_, order_, Dropout{0, unused})[0];
  }

  std::vector<torch::Tensor> content() {
    const torch::NoGradGuard no_gradients;
    return streams_->content(batch_, order_);
  }

  /// Puts another piece at a place of the row for as long as `look` looks.
  template <class Look>
  auto with_change(Index place, Look look) {
    const Index before = batch_.ids[0][place].item<Index>();
    batch_.ids[0][place] = (before + 7) % vocabulary;
    auto result = look();
    batch_.ids[0][place] = before;
    return result;
  }

  PackedBatch batch_ = pack({{3, 4, 5, 6, 7, 8}, {9, 10, 11}});
  const std::vector<Index> places_ = {0, 1, 2, 3, 4, 5};
  const std::vector<Index> ranks_ = {2, 0, 4, 1, 3, 0};     ///< of the first sequence's pieces
  const std::vector<std::int64_t> queries_ = {0, 2, 3, 4};  ///< its predicted places
  PredictionOrder order_;
  std::unique_ptr<TwoStreams> streams_;
};

double change(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

// A piece that is not seen has a share of exactly 0, so what does not depend on it stays the same to the bit.

TEST_F(TwoStreamsOfSequences, a_prediction_depends_on_earlier_pieces_alone_and_on_all_of_them) {
  const torch::Tensor before = predict();
  for (const Index changed : places_) {
    const torch::Tensor after = with_change(changed, [&] { return predict(); });
    for (std::size_t m = 0; m < queries_.size(); ++m) {
      const bool sees = ranks_[static_cast<std::size_t>(changed)] < ranks_[static_cast<std::size_t>(queries_[m])];
      const double difference = change(before[static_cast<Index>(m)], after[static_cast<Index>(m)]);
      if (sees)
        EXPECT_GT(difference, 1e-4) << "place " << changed << " for " << queries_[m];
      else
        EXPECT_EQ(difference, 0) << "place " << changed << " for " << queries_[m];
    }
  }
}

TEST_F(TwoStreamsOfSequences, content_depends_on_itself_and_earlier_pieces) {
  const auto before = content();
  for (const Index changed : places_) {
    const auto after = with_change(changed, [&] { return content(); });
    for (const Index place : places_) {
      const bool sees = ranks_[static_cast<std::size_t>(changed)] <= ranks_[static_cast<std::size_t>(place)];
      for (std::size_t layer = 1; layer + 1 < before.size(); ++layer) {
        const double difference = change(before[layer][0][place], after[layer][0][place]);
        if (sees)
          EXPECT_GT(difference, 1e-4) << "place " << changed << " for " << place << " in layer " << layer;
        else
          EXPECT_EQ(difference, 0) << "place " << changed << " for " << place << " in layer " << layer;
      }
    }
  }
}

TEST_F(TwoStreamsOfSequences, other_sequences_of_the_row_are_not_seen) {
  const torch::Tensor before = predict();
  for (const Index changed : {6, 7, 8}) EXPECT_EQ(change(before, with_change(changed, [&] { return predict(); })), 0);
}

TEST_F(TwoStreamsOfSequences, a_prediction_knows_its_own_place) {
  // The same context and rank, but other distances.
  order_.ranks.zero_();
  order_.ranks[0][1] = 1;
  order_.ranks[0][3] = 1;
  order_.queries = torch::tensor({1, 3}, torch::kLong).view({1, 2});
  const torch::Tensor predicted = predict();
  EXPECT_GT(change(predicted[0], predicted[1]), 1e-4);
}

TEST(PredictionOrder, a_sixth_of_the_pieces_is_predicted_one_at_least_and_never_framing) {
  Random random(1);
  std::vector<Pieces> sequences;
  for (const Index length : {3, 14, 26, 9}) sequences.emplace_back(static_cast<std::size_t>(length), length);
  const PackedBatch batch = pack(sequences);
  std::set<std::vector<Index>> orders;
  for (int draw = 0; draw < 50; ++draw) {
    const PredictionOrder order = draw_order(batch, 0, 2, random);
    EXPECT_EQ(order.predictions, 1 + 2 + 4 + 1);
    EXPECT_EQ(order.targets.ge(0).sum().item<Index>(), order.predictions);
    std::vector<Index> all;
    for (std::size_t s = 0; s < sequences.size(); ++s) {
      const auto [first, length] = batch.sequences[s];
      const torch::Tensor ranks = order.ranks.view({-1}).narrow(0, first, length);
      const Index predicted = std::max<Index>(1, std::lround(static_cast<double>(length - 2) / 6));
      EXPECT_EQ(ranks.narrow(0, length - 2, 2).max().item<Index>(), 0);
      EXPECT_EQ(ranks.max().item<Index>(), predicted);
      EXPECT_EQ(ranks.gt(0).sum().item<Index>(), predicted);
      for (Index i = 0; i < length; ++i) all.push_back(ranks[i].item<Index>());
    }
    orders.insert(all);
  }
  EXPECT_GT(orders.size(), 40u);
}

}  // namespace
}  // namespace neurank::pretrain
