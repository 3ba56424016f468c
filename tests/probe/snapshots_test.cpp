#include "probe/snapshots.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "probe/train.hpp"
#include "support/probe_support.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::probe {
namespace {

/// A training of five heads of two kinds and sizes, in groups of few, that is interrupted after so many batches.
class SnapshotsOfTraining : public testing::TestWithParam<std::tuple<StepRule, RidgeForm>> {
 protected:
  static constexpr Index rows = 300, neurons = 24, batch = 32, labels = 11;

  SnapshotsOfTraining() : x_(test::normal_matrix(rows, neurons, random_)), source_(x_) {
    std::vector<std::int32_t> y(rows);
    for (auto& label : y) label = static_cast<std::int32_t>(random_.below(labels));
    std::vector<Index> order(neurons);
    for (Index i = 0; i < neurons; ++i) order[i] = i * 7 % neurons;
    const auto subset = std::make_shared<const std::vector<Index>>(order);
    const auto targets = test::targets(y);
    for (const Index n : {neurons, neurons, neurons})
      tasks_.push_back({targets, {0.001, 0.01 * static_cast<double>(n)}, test::start(labels, n, 1)});
    for (const Index n : {Index{10}, Index{17}})
      tasks_.push_back({targets, {0.01, 0.001}, test::start(labels, n, 2), subset});
    std::tie(settings_.step, settings_.ridge) = GetParam();
    settings_.epochs = 3;
    settings_.seed = 9;
  }

  std::vector<Head> train(const std::function<bool()>& keep_going, Snapshots* snapshots) {
    BatchStream stream(source_, test::all_rows(rows), batch, {});
    return train_heads(stream, tasks_, settings_, columns, keep_going, snapshots);
  }

  /// Snapshots as one process has them; what they say goes to said_.
  Snapshots snapshots(double seconds_between = 1e9) {
    return {file_,
            "unit",
            {.seconds_between = seconds_between,
             .seconds_left = [this] { return seconds_left_; },
             .say = [this](const std::string& line) { said_.push_back(line); }}};
  }

  /// A process that is stopped after so many batches. @return whether it was, and did not come to an end
  bool is_stopped_after(Index batches) {
    Snapshots mine = snapshots();
    try {
      heads_ = train([&] { return batches-- > 0; }, &mine);
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.cause(), Cause::interrupted);
      return true;
    }
  }

  void expect_equal(const std::vector<Head>& heads, const std::vector<Head>& expected) {
    ASSERT_EQ(heads.size(), expected.size());
    for (std::size_t i = 0; i < heads.size(); ++i) {
      EXPECT_EQ(heads[i].weights, expected[i].weights) << i;
      EXPECT_EQ(heads[i].bias, expected[i].bias) << i;
    }
  }

  void flip_byte(std::uintmax_t position) {
    std::string bytes = read_file(file_);
    bytes[position] = static_cast<char>(bytes[position] ^ 1);
    std::ofstream(file_, std::ios::binary) << bytes;
  }

  /// That the training starts anew, for this reason, and comes to the same.
  void expect_start_anew(const std::string& reason) {
    Snapshots mine = snapshots();
    Index batches = 0;
    expect_equal(train([&] { return ++batches > 0; }, &mine), train(test::always, nullptr));
    EXPECT_EQ(batches, 60) << "all: 2 groups of 3 epochs of 10 batches";
    ASSERT_EQ(said_.size(), 1U);
    EXPECT_NE(said_[0].find(reason), std::string::npos) << said_[0];
    EXPECT_NE(said_[0].find(file_.string()), std::string::npos) << said_[0];
  }

  static constexpr Index columns = 3 * labels;
  Random random_{5};
  Matrix x_;
  MatrixRows source_;
  std::vector<HeadTask> tasks_;
  TrainSettings settings_;
  test::ScratchFolder scratch_;
  const std::filesystem::path file_ = scratch_ / "unit.snapshot";
  double seconds_left_ = 1e9;
  std::vector<std::string> said_;
  std::vector<Head> heads_;
};

TEST_P(SnapshotsOfTraining, interrupted_at_any_batch_gives_the_same_bits) {
  int launches = 1;
  while (is_stopped_after(7)) ASSERT_LT(++launches, 100);
  EXPECT_EQ(launches, 9) << "60 batches, 7 a launch";
  expect_equal(heads_, train(test::always, nullptr));
  EXPECT_TRUE(said_.empty());
}

TEST_P(SnapshotsOfTraining, a_killed_process_costs_what_came_after_its_latest_snapshot) {
  Snapshots killed = snapshots(0);  // always due
  Index batches = 0;
  EXPECT_THROW(train([&]() -> bool { return ++batches < 43 ? true : throw std::runtime_error("killed"); }, &killed),
               std::runtime_error);
  Snapshots next = snapshots();
  Index later = 0;
  const auto heads = train([&] { return ++later > 0; }, &next);
  EXPECT_EQ(later, 60 - 41) << "the snapshot before batch 42 was the latest";
  expect_equal(heads, train(test::always, nullptr));
}

TEST_P(SnapshotsOfTraining, takes_little_more_than_weights_and_moments) {
  ASSERT_TRUE(is_stopped_after(3));
  const auto numbers = 3 * 3 * (labels * neurons + labels);  // of the first group
  EXPECT_LE(std::filesystem::file_size(file_), 1.1 * static_cast<double>(numbers * 4) + 320);
  EXPECT_GE(std::filesystem::file_size(file_), numbers * 4);
}

TEST_P(SnapshotsOfTraining, damaged_is_said_and_costs_the_work) {
  for (const std::uintmax_t position : {0, 40, 300, 1000}) {
    said_.clear();
    std::filesystem::remove(file_);
    ASSERT_TRUE(is_stopped_after(3));
    flip_byte(position);
    expect_start_anew("is damaged");
  }
  said_.clear();
  std::filesystem::remove(file_);
  ASSERT_TRUE(is_stopped_after(3));
  std::filesystem::resize_file(file_, 1001);
  expect_start_anew("is damaged");
}

TEST_P(SnapshotsOfTraining, of_another_training_is_said_and_costs_the_work) {
  ASSERT_TRUE(is_stopped_after(3));
  tasks_[1].penalty.l1 = 0.002;
  expect_start_anew("of another training");
}

TEST_P(SnapshotsOfTraining, a_disk_that_refuses_is_said_and_training_goes_on) {
  std::filesystem::create_directory(file_.string() + ".tmp");  // stands where the file is to be written
  Snapshots mine = snapshots(0);
  expect_equal(train(test::always, &mine), train(test::always, nullptr));
  ASSERT_FALSE(said_.empty());
  EXPECT_NE(said_[0].find("a stop costs the work"), std::string::npos) << said_[0];
  EXPECT_EQ(std::set<std::string>(said_.begin(), said_.end()).size(), said_.size()) << "said once";
}

TEST_P(SnapshotsOfTraining, a_full_disk_is_said_and_leaves_nothing) {
  const std::filesystem::path aside = file_.string() + ".tmp";
  std::filesystem::create_symlink("/dev/full", aside);
  Snapshots mine = snapshots();
  Index batches = 30;
  EXPECT_THROW(train([&] { return batches-- > 0; }, &mine), Error);
  ASSERT_EQ(said_.size(), 1U);
  EXPECT_NE(said_[0].find("No space left"), std::string::npos) << said_[0];
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_P(SnapshotsOfTraining, without_time_none_is_written) {
  ASSERT_TRUE(is_stopped_after(3));
  const auto before = read_file(file_);
  seconds_left_ = 9;
  ASSERT_TRUE(is_stopped_after(4));
  EXPECT_EQ(read_file(file_), before);
  ASSERT_EQ(said_.size(), 1U);
  EXPECT_NE(said_[0].find("no time was left"), std::string::npos) << said_[0];
}

TEST_P(SnapshotsOfTraining, nothing_is_written_where_nothing_was_done) {
  ASSERT_TRUE(is_stopped_after(0));
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

INSTANTIATE_TEST_SUITE_P(Rules, SnapshotsOfTraining,
                         testing::Values(std::tuple(StepRule::constant, RidgeForm::norm),
                                         std::tuple(StepRule::decay, RidgeForm::squared)));

}  // namespace
}  // namespace neurank::probe
