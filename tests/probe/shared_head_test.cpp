#include "probe/shared_head.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/probe_support.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "support/thread_team.hpp"

namespace neurank::probe {
namespace {

TEST(LabelBlocks, are_about_equal_and_whole_vectors) {
  const auto sizes_of = [](Index labels) {
    std::vector<Index> sizes;
    Index next = 0;
    for (const Range& block : label_blocks(labels)) {
      EXPECT_EQ(block.begin, next);
      next = block.end;
      sizes.push_back(block.size());
    }
    EXPECT_EQ(next, labels);
    return sizes;
  };
  EXPECT_EQ(sizes_of(0), (std::vector<Index>{}));
  EXPECT_EQ(sizes_of(1), (std::vector<Index>{1}));
  EXPECT_EQ(sizes_of(128), (std::vector<Index>{128}));
  EXPECT_EQ(sizes_of(129), (std::vector<Index>{72, 57}));
  EXPECT_EQ(sizes_of(300), (std::vector<Index>{104, 104, 92}));
  EXPECT_EQ(sizes_of(1272), (std::vector<Index>{128, 128, 128, 128, 128, 128, 128, 128, 128, 120}));
}

struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Rows of a matrix, of which one cannot be read at some time.
class FaultyRows : public RowSource {
 public:
  FaultyRows(const Matrix& matrix, Index reads) : rows_(matrix), reads_(reads) {}
  Index num_rows() const override { return rows_.num_rows(); }
  Index neurons() const override { return rows_.neurons(); }
  store::DType dtype() const override { return rows_.dtype(); }
  void read(Range rows, void* out) const override {
    if (reads_-- <= 0) throw Fault("disk");
    rows_.read(rows, out);
  }

 private:
  MatrixRows rows_;
  mutable Index reads_;
};

/// One head of 300 labels in three blocks.
class HeadOfManyLabels : public testing::TestWithParam<std::tuple<StepRule, RidgeForm, bool>> {
 protected:
  static constexpr Index rows = 200, neurons = 37, batch = 32, labels = 300;

  HeadOfManyLabels() : x_(test::normal_matrix(rows, neurons, random_)), source_(x_) {
    std::vector<std::int32_t> y(rows);
    for (auto& label : y) label = static_cast<std::int32_t>(random_.below(labels + 5));
    task_ = {test::targets(y), {0.0001, 0.01}, test::start(labels, neurons, 1)};
    std::tie(settings_.step, settings_.ridge, std::ignore) = GetParam();
    if (std::get<bool>(GetParam())) leave_out_labels();
    settings_.epochs = 3;
    settings_.learning_rate = 0.01;
    settings_.seed = 9;
  }

  /// Every fourth label has a bias alone.
  void leave_out_labels() {
    std::vector<Index> weighted;
    Head start = *task_.start;
    for (Index label = 0; label < labels; ++label)
      if (label % 4 != 0)
        weighted.push_back(label);
      else
        start.weights.row(label).setZero();
    task_.start = std::make_shared<const Head>(start);
    task_.weighted = std::make_shared<const std::vector<Index>>(weighted);
  }

  BatchStream stream(const RowSource& source) const { return {source, test::all_rows(rows), batch, {}}; }

  Head train_in_bank() {
    auto stream = this->stream(source_);
    return train_heads(stream, {task_}, settings_, labels, test::always).front();
  }

  /// Trained by so many. @param others_rows what all but the leader read
  Head train_shared(Index members, const std::function<bool()>& keep_going = test::always,
                    Snapshots* snapshots = nullptr, const RowSource* others_rows = nullptr) {
    TrainSettings settings = settings_;
    settings.whole_weights = 1000;
    return test::ThreadTeams(members).run(
        [&](const Team& team) {
          auto stream = this->stream(source_);
          return train_heads(stream, {task_}, settings, labels, keep_going, snapshots, team).front();
        },
        [&](const SharedWork& work, const Team& team) {
          const RowSource& source = others_rows != nullptr ? *others_rows : source_;
          take_part({source, test::all_rows(rows)}, work, test::always, team);
        });
  }

  static void expect_equal(const Head& head, const Head& expected) {
    EXPECT_EQ(head.weights, expected.weights);
    EXPECT_EQ(head.bias, expected.bias);
  }

  Random random_{5};
  Matrix x_;
  MatrixRows source_;
  HeadTask task_;
  TrainSettings settings_;
};

TEST_P(HeadOfManyLabels, follows_the_same_formulas_as_a_head_in_a_bank) {
  const Head shared = train_shared(1), in_bank = train_in_bank();
  // Where the parts of a gradient cancel, the sign of what is left, and with it Adam's step, is rounding's.
  const auto apart = ((shared.weights - in_bank.weights).array().abs() > 1e-5f).count();
  EXPECT_LE(apart, labels * neurons / 1000);
  EXPECT_LT((shared.bias - in_bank.bias).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_GT((shared.weights - task_.start->weights).cwiseAbs().maxCoeff(), 0.01);
}

TEST_P(HeadOfManyLabels, has_the_same_bits_whoever_shares_it) {
  const Head alone = train_shared(1);
  for (const Index members : {2, 3, 5}) expect_equal(train_shared(members), alone);
}

TEST_P(HeadOfManyLabels, goes_on_with_the_same_bits_when_others_share_it) {
  const test::ScratchFolder scratch;
  const auto snapshots = [&] { return Snapshots(scratch / "unit.snapshot", "unit", {}); };
  const Index members[] = {2, 1, 3};
  for (const Index count : members) {
    Snapshots mine = snapshots();
    Index batches = 5;
    EXPECT_THROW(train_shared(
                     count, [&] { return batches-- > 0; }, &mine),
                 Error);
  }
  Snapshots last = snapshots();
  Index batches = 0;
  expect_equal(train_shared(
                   2, [&] { return ++batches > 0; }, &last),
               train_shared(1));
  EXPECT_EQ(batches, 3 * 7 - 15);
}

TEST_P(HeadOfManyLabels, fails_on_all_when_it_fails_on_one) {
  FaultyRows faulty(x_, 3);
  EXPECT_THROW(train_shared(3, test::always, nullptr, &faulty), Fault);
}

INSTANTIATE_TEST_SUITE_P(Settings, HeadOfManyLabels,
                         testing::Combine(testing::Values(StepRule::constant, StepRule::decay),
                                          testing::Values(RidgeForm::squared, RidgeForm::norm), testing::Bool()));

}  // namespace
}  // namespace neurank::probe
