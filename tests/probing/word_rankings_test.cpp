#include "probing/rankings/word_rankings.hpp"

#include <gtest/gtest.h>

#include "support/probe_support.hpp"

namespace neurank::probing {
namespace {

using ranking::Method;

/// Words of three labels and 30 neurons, of which the first six tell the label; every seventh word is left out.
class SomeWords : public testing::Test {
 protected:
  SomeWords() : values_(3000, 30) {
    Random random(1);
    values_ = test::normal_matrix(3000, 30, random);
    for (Index row = 0; row < values_.rows(); ++row) {
      const auto label = static_cast<std::int32_t>(random.below(3));
      for (Index neuron = 0; neuron < 6; ++neuron)
        if (neuron / 2 == label) values_(row, neuron) += 2;
      const bool is_left_out = row % 7 == 0;
      labels_.push_back(is_left_out ? -1 : label);
      if (!is_left_out) (row < 2000 ? training_ : dev_).push_back(row);
    }
  }

  std::map<Method, ranking::LabelledRanking> ranked(std::uint64_t memory_bytes, std::uint64_t seed = 1) const {
    const RankedWords words = {source_, training_, dev_, labels_, 3};
    const auto moments = class_moments(source_, training_, {labels_}, {3}, test::always).front();
    return rank_by_words(words, moments, methods(),
                         {.gaussian = {.k = 6, .candidates = 12},
                          .seed = seed,
                          .memory_bytes = memory_bytes,
                          .keep_going = test::always});
  }

  static std::vector<Method> methods() {
    std::vector<Method> methods;
    for (const Method method : all_of<Method>())
      if (ranking::needs_words(method)) methods.push_back(method);
    return methods;
  }

  Matrix values_;
  const probe::MatrixRows source_{values_};
  std::vector<std::int32_t> labels_;
  std::vector<Index> training_, dev_;
};

TEST_F(SomeWords, put_the_neurons_that_tell_the_labels_first) {
  const auto found = ranked(1 << 20);
  ASSERT_EQ(found.size(), 10u);
  for (const auto& [method, ranking] : found) {
    EXPECT_EQ(ranking::top(ranking.overall, 6), (std::vector<Index>{0, 1, 2, 3, 4, 5})) << name_of(method);
    ASSERT_EQ(ranking.overall.order.size(), 30u);
    for (std::size_t place = 1; place < 30; ++place)
      EXPECT_LE(ranking.overall.score[to_size(ranking.overall.order[place - 1])],
                ranking.overall.score[to_size(ranking.overall.order[place])])
          << name_of(method);
    ASSERT_EQ(ranking.by_label.rows(), ranking::has_label_values(method) ? 3 : 0) << name_of(method);
    for (Index label = 0; label < ranking.by_label.rows(); ++label) {
      const auto row = std::span(ranking.by_label.row(label).data(), 30);
      EXPECT_EQ(ranking::top(ranking::rank_by_value(row, 1), 2), (std::vector<Index>{2 * label, 2 * label + 1}))
          << name_of(method);
    }
  }
}

TEST_F(SomeWords, are_ranked_alike_whatever_the_memory) {
  const auto all = ranked(1 << 20), one_by_one = ranked(1);
  for (const auto& [method, ranking] : all) {
    EXPECT_EQ(one_by_one.at(method).overall.order, ranking.overall.order) << name_of(method);
    EXPECT_EQ(one_by_one.at(method).overall.score, ranking.overall.score) << name_of(method);
  }
}

TEST_F(SomeWords, that_are_left_out_have_no_say) {
  const auto before = ranked(1 << 20);
  for (Index row = 0; row < values_.rows(); row += 7) values_.row(row).setConstant(1e4f);
  for (const auto& [method, ranking] : ranked(1 << 20))
    EXPECT_EQ(ranking.overall.score, before.at(method).overall.score) << name_of(method);
}

TEST_F(SomeWords, moments_of_tasks_are_taken_together) {
  std::vector<std::int32_t> halves(labels_);
  for (std::size_t row = 0; row < halves.size(); ++row) halves[row] = row % 2 == 0 ? labels_[row] / 2 : -1;
  std::vector<Index> all = training_;
  const auto both = class_moments(source_, all, {labels_, halves}, {3, 2}, test::always);
  const auto single = class_moments(source_, training_, {halves}, {2}, test::always).front();
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1].mean, single.mean);
  EXPECT_EQ(both[1].variance, single.variance);
  EXPECT_EQ(both[1].count, single.count);
  EXPECT_EQ(both[0].mean, class_moments(source_, training_, {labels_}, {3}, test::always).front().mean);
  EXPECT_LT(both[1].words, both[0].words);
}

TEST_F(SomeWords, can_be_interrupted) {
  const auto stopped = [&] { class_moments(source_, training_, {labels_}, {3}, [] { return false; }); };
  EXPECT_THROW(stopped(), Error);
}

}  // namespace
}  // namespace neurank::probing
