#include "probe/masked_curve.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "probe/evaluate.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

class MaskedCurve : public testing::Test {
 protected:
  MaskedCurve() : random_(7), x_(test::normal_matrix(300, 12, random_)), source_(x_) {
    std::vector<std::int32_t> labels(300);
    for (auto& label : labels) label = static_cast<std::int32_t>(random_.below(4)) - 1;  // -1: not used
    targets_ = test::targets(labels);
    head_ = uniform_start(3, 12, 5);
    means_ = Vector::LinSpaced(12, -2, 2);
    for (std::int32_t row = 0; row < 300; ++row) groups_.of_row.push_back(row / 10);
    groups_.count = 30;
  }

  BatchStream stream() const { return {source_, test::all_rows(300), 64, {}}; }

  Random random_;
  Matrix x_;
  MatrixRows source_;
  Targets targets_;
  Head head_;
  Vector means_;
  Groups groups_;
};

TEST_F(MaskedCurve, counts_what_a_head_with_zeroed_columns_counts) {
  std::vector<Index> order = test::all_rows(12), back(order.rbegin(), order.rend());
  Random(3).shuffle(order);
  const std::vector<Index> sizes = {1, 2, 5, 12};
  for (const Vector* others : {static_cast<const Vector*>(nullptr), static_cast<const Vector*>(&means_)}) {
    MaskedHead masked{&head_, targets_, 3, others, {}, sizes};
    for (const auto& one : {order, back}) masked.orders.push_back(std::make_shared<const std::vector<Index>>(one));
    auto rows = stream();
    const auto curves = masked_curves(rows, masked, test::always, Products(), &groups_);
    for (std::size_t o = 0; o < 2; ++o)
      for (std::size_t s = 0; s < sizes.size(); ++s) {
        std::vector<Index> kept(masked.orders[o]->begin(), masked.orders[o]->begin() + sizes[s]);
        std::ranges::sort(kept);
        auto again = stream();
        const Score expected =
            evaluate(again, {{&head_, targets_, 3, &kept, others}}, 100, test::always, Products(), &groups_).front();
        EXPECT_EQ(curves[o][s].correct, expected.correct) << o << " " << sizes[s];
        EXPECT_EQ(curves[o][s].total, expected.total);
        EXPECT_EQ(curves[o][s].correct_in_group, expected.correct_in_group);
      }
  }
}

TEST_F(MaskedCurve, stops_when_asked) {
  MaskedHead masked{&head_, targets_, 3, nullptr, {}, {1}};
  masked.orders.push_back(std::make_shared<const std::vector<Index>>(test::all_rows(12)));
  auto rows = stream();
  EXPECT_THROW(masked_curves(
                   rows, masked, [] { return false; }, Products(), nullptr),
               Error);
}

}  // namespace
}  // namespace neurank::probe
