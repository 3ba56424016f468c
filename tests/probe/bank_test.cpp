#include "probe/bank.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "probe/train.hpp"
#include "support/probe_support.hpp"
#include "support/refusal.hpp"

namespace neurank::probe {
namespace {

/// One head trained the slow way, in double precision, straight from the formulas of the probe and of Adam.
struct SlowProbe {
  Eigen::MatrixXd w;
  Eigen::VectorXd b;
  Eigen::MatrixXd m = Eigen::MatrixXd::Zero(w.rows(), w.cols()), v = m;
  Eigen::VectorXd mb = Eigen::VectorXd::Zero(b.size()), vb = mb;
  int steps = 0;

  void step(const Eigen::MatrixXd& x, const std::vector<int>& y, Penalty penalty, RidgeForm ridge, double rate) {
    Eigen::MatrixXd gw = Eigen::MatrixXd::Zero(w.rows(), w.cols());
    Eigen::VectorXd gb = Eigen::VectorXd::Zero(b.size());
    for (Index i = 0; i < x.rows(); ++i) {
      Eigen::VectorXd p = (w * x.row(i).transpose() + b).array().exp();
      p /= p.sum();
      p[y[i]] -= 1;
      gw += p * x.row(i) / static_cast<double>(x.rows());
      gb += p / static_cast<double>(x.rows());
    }
    gw += penalty.l1 * w.cwiseSign();
    gw += ridge == RidgeForm::squared ? 2 * penalty.l2 * w : Eigen::MatrixXd(penalty.l2 / w.norm() * w);
    ++steps;
    const double c1 = 1 - std::pow(0.9, steps), c2 = 1 - std::pow(0.999, steps);
    m = 0.9 * m + 0.1 * gw;
    v = 0.999 * v + 0.001 * gw.cwiseAbs2();
    w.array() -= rate * (m.array() / c1) / ((v.array() / c2).sqrt() + 1e-8);
    mb = 0.9 * mb + 0.1 * gb;
    vb = 0.999 * vb + 0.001 * gb.cwiseAbs2();
    b.array() -= rate * (mb.array() / c1) / ((vb.array() / c2).sqrt() + 1e-8);
  }
};

class BankOfHeads : public testing::TestWithParam<RidgeForm> {
 protected:
  static constexpr Index rows = 40, neurons = 7, labels = 3;

  BankOfHeads() : x_(test::normal_matrix(rows, neurons, random_)), y_(rows) {
    for (auto& label : y_) label = static_cast<std::int32_t>(random_.below(labels));
  }

  Random random_{5};
  Matrix x_;
  std::vector<std::int32_t> y_;
};

TEST_P(BankOfHeads, every_stacked_head_follows_the_formulas) {
  const std::vector<Penalty> penalties = {{0, 0}, {0.01, 0}, {0, 0.05}, {0.001, 0.02}};
  std::vector<HeadTask> tasks;
  for (std::size_t h = 0; h < penalties.size(); ++h)
    tasks.push_back({test::targets(y_), penalties[h], test::start(labels, neurons, h)});
  Bank bank(tasks, {.ridge = GetParam()});
  const auto order = test::all_rows(rows);
  for (int step = 0; step < 25; ++step) bank.step(ConstMatrixView(x_.data(), rows, neurons), order, 0.01);
  for (std::size_t h = 0; h < penalties.size(); ++h) {
    SlowProbe slow{tasks[h].start->weights.cast<double>(), tasks[h].start->bias.cast<double>()};
    for (int step = 0; step < 25; ++step)
      slow.step(x_.cast<double>(), {y_.begin(), y_.end()}, penalties[h], GetParam(), 0.01);
    EXPECT_LT((bank.head(h).weights.cast<double>() - slow.w).cwiseAbs().maxCoeff(), 2e-5) << "head " << h;
    EXPECT_LT((bank.head(h).bias.cast<double>() - slow.b).cwiseAbs().maxCoeff(), 2e-5) << "head " << h;
  }
}

TEST_P(BankOfHeads, labels_without_weights_learn_a_bias_alone) {
  for (const std::vector<Index>& weighted : {std::vector<Index>{0, 2}, {1}, {}}) {
    auto start = *test::start(labels, neurons, 3);
    const auto listed = [&](Index label) { return std::ranges::find(weighted, label) != weighted.end(); };
    for (Index label = 0; label < labels; ++label)
      if (!listed(label)) start.weights.row(label).setZero();
    const auto shared = std::make_shared<const Head>(start);
    const auto list = std::make_shared<const std::vector<Index>>(weighted);
    const std::vector<HeadTask> tasks = {{test::targets(y_), {0.001, 0.02}, test::start(labels, neurons, 1)},
                                         {test::targets(y_), {0.001, 0.02}, shared, nullptr, list}};
    Bank bank(tasks, {.ridge = GetParam()});
    SlowProbe slow{start.weights.cast<double>(), start.bias.cast<double>()};
    for (int step = 0; step < 25; ++step) {
      bank.step(ConstMatrixView(x_.data(), rows, neurons), test::all_rows(rows), 0.01);
      if (!weighted.empty() || GetParam() == RidgeForm::squared)
        slow.step(x_.cast<double>(), {y_.begin(), y_.end()}, tasks[1].penalty, GetParam(), 0.01);
      for (Index label = 0; label < labels; ++label)
        if (!listed(label)) slow.w.row(label).setZero();
    }
    const Head head = bank.head(1);
    EXPECT_LT((head.weights.cast<double>() - slow.w).cwiseAbs().maxCoeff(), 2e-5) << weighted.size();
    if (weighted.empty() && GetParam() == RidgeForm::norm) continue;  // 0 / 0 in the slow one
    EXPECT_LT((head.bias.cast<double>() - slow.b).cwiseAbs().maxCoeff(), 2e-5) << weighted.size();
  }
}

TEST_P(BankOfHeads, rows_without_a_known_label_do_not_count) {
  std::vector<std::int32_t> some(y_.begin(), y_.begin() + 30);
  std::vector<std::int32_t> more = y_;
  for (Index i = 30; i < rows; ++i) more[i] = i % 2 == 0 ? -1 : labels;
  const auto start = test::start(labels, neurons, 1);
  const std::vector<HeadTask> all = {{test::targets(more), {0, 0.01}, start}};
  const std::vector<HeadTask> known = {{test::targets(some), {0, 0.01}, start}};
  Bank with(all, {.ridge = GetParam()}), without(known, {.ridge = GetParam()});
  for (int step = 0; step < 10; ++step) {
    with.step(ConstMatrixView(x_.data(), rows, neurons), test::all_rows(rows), 0.01);
    without.step(ConstMatrixView(x_.data(), 30, neurons), test::all_rows(30), 0.01);
  }
  EXPECT_LT((with.head(0).weights - without.head(0).weights).cwiseAbs().maxCoeff(), 1e-5f);
}

INSTANTIATE_TEST_SUITE_P(Ridge, BankOfHeads, testing::Values(RidgeForm::squared, RidgeForm::norm));

TEST(Bank, more_labels_than_one_tile_are_all_trained) {
  Random random(3);
  const Index rows = 64, neurons = 5, labels = 600;  // more than the rows of the gradient that are formed at a time
  const Matrix x = test::normal_matrix(rows, neurons, random);
  std::vector<std::int32_t> y(rows);
  for (auto& label : y) label = static_cast<std::int32_t>(random.below(labels));
  const std::vector<HeadTask> tasks = {{test::targets(y), {}, test::start(labels, neurons, 1)}};
  Bank bank(tasks, {});
  SlowProbe slow{tasks[0].start->weights.cast<double>(), tasks[0].start->bias.cast<double>()};
  for (int step = 0; step < 5; ++step) {
    bank.step(ConstMatrixView(x.data(), rows, neurons), test::all_rows(rows), 0.01);
    slow.step(x.cast<double>(), {y.begin(), y.end()}, {}, RidgeForm::squared, 0.01);
  }
  EXPECT_LT((bank.head(0).weights.cast<double>() - slow.w).cwiseAbs().maxCoeff(), 2e-5);
}

TEST(Training, stops_on_request) {
  const Matrix x = Matrix::Ones(10, 2);
  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(10), 2, {});
  int asked = 0;
  const auto work = [&] {
    train_heads(stream, {{test::targets(std::vector<std::int32_t>(10, 0)), {}, test::start(2, 2, 1)}}, {}, 100,
                [&] { return ++asked < 4; });
  };
  test::refusal(work, Cause::interrupted);
  EXPECT_EQ(asked, 4);
}

TEST(Training, several_banks_give_what_one_bank_gives) {
  Random random(9);
  const Matrix x = test::normal_matrix(100, 6, random);
  std::vector<std::int32_t> y(100);
  for (auto& label : y) label = static_cast<std::int32_t>(random.below(3));
  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(100), 16, {});
  std::vector<HeadTask> tasks;
  for (int h = 0; h < 5; ++h) tasks.push_back({test::targets(y), {h * 1e-3, 0}, test::start(3, 6, h)});
  const auto one = train_heads(stream, tasks, {.epochs = 3}, 100, test::always);
  const auto many = train_heads(stream, tasks, {.epochs = 3}, 7, test::always);  // two heads at a time
  ASSERT_EQ(many.size(), tasks.size());
  for (std::size_t h = 0; h < one.size(); ++h)
    EXPECT_LT((one[h].weights - many[h].weights).cwiseAbs().maxCoeff(), 1e-5f) << "head " << h;
}

TEST(Start, is_uniform_within_its_bounds_and_depends_on_the_seed) {
  const Head head = uniform_start(50, 100, 7);
  EXPECT_LE(head.weights.cwiseAbs().maxCoeff(), 0.1f);
  EXPECT_GT(head.weights.cwiseAbs().maxCoeff(), 0.099f);
  EXPECT_NEAR(head.weights.mean(), 0, 0.1 / std::sqrt(3.0 * 5000) * 5);  // five standard errors
  EXPECT_NE(uniform_start(50, 100, 8).weights, head.weights);
  EXPECT_EQ(uniform_start(50, 100, 7).weights, head.weights);
}

}  // namespace
}  // namespace neurank::probe
