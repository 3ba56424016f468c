#include "model/parts/attention.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <limits>

#include "model/parts/distance_buckets.hpp"
#include "model/parts/masks.hpp"

namespace neurank::model {
namespace {

/// Which keys a query sees by a mask [.., P, K], as "0 1 3".
std::string seen(const at::Tensor& mask, Index query) {
  std::string keys;
  for (Index key = 0; key < mask.size(-1); ++key)
    if (mask.view({-1, mask.size(-2), mask.size(-1)})[0][query][key].item<float>() == 0)
      keys.append(keys.empty() ? "" : " ").append(std::to_string(key));
  return keys;
}

TEST(Attention, in_parts_is_what_it_is_at_once) {
  const Index batch = 2, heads = 3, shared = 2, length = 1100, keys = 1104, d = 4;  // above the scores held at a time
  at::manual_seed(1);
  const at::Tensor q = at::randn({batch, heads, shared * length, d}), k = at::randn({batch, heads, length, d}),
                   v = at::randn({batch, heads, length, d});
  const at::Tensor mask = causal_mask(length, keys, 0, at::kCPU);
  for (const double cap : {0.0, 2.0}) {
    const at::Tensor whole = attend(q, k, v, mask, cap);
    for (Index b = 0; b < batch; ++b)
      for (Index h = 0; h < heads; ++h) {
        const auto part = [&](const at::Tensor& x) { return x.narrow(0, b, 1).narrow(1, h, 1); };
        EXPECT_TRUE(at::allclose(part(whole), attend(part(q), part(k), part(v), mask, cap), 1e-5, 1e-6));
      }
  }
}

TEST(Attention, masks_of_heads_and_sequences_are_cut_with_them) {
  const Index batch = 2, heads = 2, length = 2100, keys = 2104, d = 2;
  at::manual_seed(2);
  const at::Tensor q = at::randn({batch, heads, length, d}), k = at::randn({batch, heads, length, d}),
                   v = at::randn({batch, heads, length, d});
  at::Tensor mask = at::randn({batch, heads, length, keys});
  mask.narrow(3, length, keys - length).fill_(-std::numeric_limits<float>::infinity());
  const at::Tensor whole = attend(q, k, v, mask);
  const auto last = [](const at::Tensor& x) { return x.narrow(0, 1, 1).narrow(1, 1, 1); };
  EXPECT_TRUE(at::allclose(last(whole), attend(last(q), last(k), last(v), last(mask)), 1e-5, 1e-6));
}

TEST(Attention, scores_are_capped_before_the_mask) {
  const at::Tensor q = at::full({1, 1, 1, 1}, 10.0), k = at::full({1, 1, 1, 1}, 10.0), v = at::full({1, 1, 1, 1}, 3.0);
  const at::Tensor two = at::cat({k, k.neg()}, 2), values = at::cat({v, v.neg()}, 2);
  const at::Tensor rows = at::cat({q, q}, 2);
  const double weight = 1 / (1 + std::exp(-2 * 2 * std::tanh(100.0 / 2)));  // of the first key: scores ±2 tanh(50)
  EXPECT_NEAR(attend(rows, two, values, at::zeros({1, 1, 1, 2}), 2)[0][0][0][0].item<double>(), 3 * (2 * weight - 1),
              1e-5);
}

TEST(Masks, of_decoders_show_what_came_before) {
  const at::Tensor all = causal_mask(4, 8, 0, at::kCPU), window = causal_mask(4, 8, 2, at::kCPU);
  EXPECT_EQ(seen(all, 0), "0");
  EXPECT_EQ(seen(all, 3), "0 1 2 3");
  EXPECT_EQ(seen(window, 0), "0");
  EXPECT_EQ(seen(window, 3), "2 3") << "a window counts the piece itself";
}

TEST(Masks, of_windows_reach_to_both_sides_and_not_into_padding) {
  at::Tensor keys = at::zeros({1, 1, 1, 8});
  keys.narrow(3, 4, 4).fill_(-std::numeric_limits<float>::infinity());  // four pieces, the fifth is padding
  const at::Tensor mask = window_mask(keys, 5, 1);
  EXPECT_EQ(seen(mask, 0), "0 1");
  EXPECT_EQ(seen(mask, 3), "2 3");
  EXPECT_EQ(seen(mask, 4), "3 4") << "padding sees itself";
}

TEST(DistanceBuckets, of_t5_are_exact_then_wider) {
  const at::Tensor buckets = distance_buckets(32, 128, 200, at::kCPU);
  const auto of = [&](Index query, Index key) { return buckets[query][key].item<std::int64_t>(); };
  EXPECT_EQ(of(5, 5), 0);
  EXPECT_EQ(of(5, 2), 3);
  EXPECT_EQ(of(2, 5), 16 + 3) << "keys behind the query";
  EXPECT_EQ(of(7, 0), 7);
  EXPECT_EQ(of(11, 0), 8) << "8 to 11 are one bucket";
  EXPECT_EQ(of(12, 0), 9);
  EXPECT_EQ(of(199, 0), 15);
  EXPECT_EQ(of(0, 199), 31);
}

TEST(DistanceBuckets, of_deberta_are_rows_around_the_middle) {
  const DistanceSizes wide{.buckets = 8, .farthest = 64}, each{.buckets = 0, .farthest = 3};
  const at::Tensor rows = distance_rows(wide, 64, at::kCPU), plain = distance_rows(each, 10, at::kCPU);
  EXPECT_EQ(rows[5][5].item<std::int64_t>(), 8);
  EXPECT_EQ(rows[9][5].item<std::int64_t>(), 12) << "distances up to half the buckets are their own";
  EXPECT_EQ(rows[63][0].item<std::int64_t>(), 8 + 7) << "the farthest";
  EXPECT_EQ(rows[0][63].item<std::int64_t>(), 8 - 7);
  EXPECT_EQ(plain[9][0].item<std::int64_t>(), 5) << "beyond the farthest all are alike";
  EXPECT_EQ(plain[0][9].item<std::int64_t>(), 0);
}

}  // namespace
}  // namespace neurank::model
