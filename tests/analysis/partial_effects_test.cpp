#include "analysis/partial_effects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

/// Of mean 0 and variance 1, nearly normal.
double normal(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

/// Levels of 4000 words, drawn at random.
Factor random_factor(std::int32_t count, Random& random) {
  Factor factor{{}, count};
  for (int word = 0; word < 4000; ++word)
    factor.levels.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(count))));
  return factor;
}

PartialEffects::Effects tested(const std::vector<Factor>& factors, const Matrix& values, Index batch) {
  PartialEffects effects(factors, values.cols());
  for (Index first = 0; first < values.rows(); first += batch) {
    const Index rows = std::min(batch, values.rows() - first);
    std::vector<Index> words(static_cast<std::size_t>(rows));
    std::iota(words.begin(), words.end(), first);
    effects.add(words, values.middleRows(first, rows));
  }
  return effects.effects();
}

Draws effects_of(const std::vector<Factor>& factors, const Matrix& values, Index batch) {
  return tested(factors, values, batch).sizes;
}

/// Two factors that go together, and three neurons: one that follows the first factor, one that follows the second, one
/// that follows neither; each with noise of deviation 1.
class TwoFactors : public testing::Test {
 protected:
  TwoFactors() : random_(7), first_(random_factor(4, random_)), second_(random_factor(3, random_)), values_(4000, 4) {
    for (std::size_t word = 0; word < 4000; word += 2) second_.levels[word] = first_.levels[word] % 3;
    for (Index word = 0; word < 4000; ++word) {
      const auto at = static_cast<std::size_t>(word);
      values_(word, 0) = static_cast<float>(first_.levels[at] + normal(random_));
      values_(word, 1) = static_cast<float>(2 * second_.levels[at] + normal(random_));
      values_(word, 2) = static_cast<float>(normal(random_));
      values_(word, 3) = 5;
    }
  }

  Random random_;
  Factor first_, second_;
  Matrix values_;
};

TEST_F(TwoFactors, EachNeuronIsExplainedByWhatItFollows) {
  const Draws effects = effects_of({first_, second_}, values_, 64);
  EXPECT_GT(effects(0, 0), 0.4);
  EXPECT_LT(tested({first_, second_}, values_, 64).p_values(0, 0), 1e-9);
  EXPECT_EQ(tested({first_, second_}, values_, 64).p_values(0, 3), 1) << "it never varies";
  EXPECT_NEAR(effects(1, 0), 0, 0.002);  // although the factors go together
  EXPECT_NEAR(effects(0, 1), 0, 0.002);
  EXPECT_GT(effects(1, 1), 0.5);
  EXPECT_NEAR(effects(0, 2), 0, 0.002);
  EXPECT_NEAR(effects(1, 2), 0, 0.002);
  EXPECT_EQ(effects(0, 3), 0);
}

TEST_F(TwoFactors, OneFactorHasTheShareOfVarianceBetweenItsLevels) {
  const Draws effects = effects_of({first_}, values_.leftCols(1), 4000);
  std::vector<double> sums(4), counts(4);
  double sum = 0, squares = 0, within = 0;
  for (std::size_t word = 0; word < 4000; ++word) {
    const double value = static_cast<double>(values_(static_cast<Index>(word), 0));
    sums[static_cast<std::size_t>(first_.levels[word])] += value;
    ++counts[static_cast<std::size_t>(first_.levels[word])];
    sum += value;
    squares += value * value;
  }
  within = squares;
  for (std::size_t level = 0; level < 4; ++level) within -= sums[level] * sums[level] / counts[level];
  EXPECT_NEAR(effects(0, 0), 1 - within / 3996 / ((squares - sum * sum / 4000) / 3999), 1e-6);
}

TEST_F(TwoFactors, BatchesAndAnOffsetChangeNothing) {
  const Draws whole = effects_of({first_, second_}, values_, 4000);
  EXPECT_TRUE(whole.isApprox(effects_of({first_, second_}, values_, 7), 1e-9));
  const Matrix moved = values_.array() + 1000.0f;
  EXPECT_TRUE(whole.leftCols(3).isApprox(effects_of({first_, second_}, moved, 64).leftCols(3), 1e-3));
}

TEST_F(TwoFactors, AFactorThatRepeatsAnotherExplainsNothingBeyondIt) {
  const Draws effects = effects_of({first_, first_}, values_, 64);
  EXPECT_NEAR(effects(0, 0), 0, 1e-3);
  EXPECT_NEAR(effects(1, 0), 0, 1e-3);
}

TEST(PartialEffects, ManyLevelsThatMeanNothingExplainNothing) {
  Random random(3);
  const Factor many = random_factor(800, random);
  Matrix values(4000, 200);
  for (Index i = 0; i < values.size(); ++i) values.data()[i] = static_cast<float>(normal(random));
  const auto found = tested({many}, values, 100);
  EXPECT_NEAR(found.sizes.mean(), 0, 0.01);
  EXPECT_NEAR((found.p_values.array() < 0.1).cast<double>().mean(), 0.1, 4 * std::sqrt(0.1 * 0.9 / 200));
}

TEST(PartialEffects, FewerWordsThanLevelsTellNothing) {
  const Factor factor{{0, 1, 2}, 3};
  EXPECT_TRUE(effects_of({factor}, Matrix::Random(3, 2), 3).isZero());
}

}  // namespace
}  // namespace neurank::analysis
