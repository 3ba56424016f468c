#include "probe/label_probabilities.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

TEST(LabelProbabilities, are_the_softmax_at_the_label) {
  Random random(4);
  constexpr Index words = 50, neurons = 6, labels = 3;
  const Matrix x = test::normal_matrix(words, neurons, random);
  std::vector<std::int32_t> y(words);
  for (auto& label : y) label = static_cast<std::int32_t>(random.below(4)) - 1 + (random.below(10) == 0 ? 1 : 0);
  const auto targets = test::targets(y);
  const Head whole = {test::normal_matrix(labels, neurons, random), Vector::LinSpaced(labels, -1, 1)};
  const Head part = {test::normal_matrix(labels, 2, random), Vector::LinSpaced(labels, 1, -1)};
  const auto order = std::make_shared<const std::vector<Index>>(std::vector<Index>{4, 1, 0, 2, 3, 5});
  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(words), 16, {});
  const auto found = label_probabilities(stream, {{&whole, {nullptr, neurons}, targets}, {&part, {order, 2}, targets}},
                                         test::always, Products());
  ASSERT_EQ(found.size(), 2u);
  std::size_t at = 0;
  for (Index word = 0; word < words; ++word) {
    const auto label = y[static_cast<std::size_t>(word)];
    if (label < 0 || label >= labels) continue;
    Eigen::VectorXd all = (whole.weights * x.row(word).transpose() + whole.bias).cast<double>().array().exp();
    EXPECT_NEAR(found[0].at(at), all[label] / all.sum(), 1e-5);
    Vector two(2);
    two << x(word, 4), x(word, 1);
    all = (part.weights * two + part.bias).cast<double>().array().exp();
    EXPECT_NEAR(found[1].at(at), all[label] / all.sum(), 1e-5);
    ++at;
  }
  EXPECT_EQ(found[0].size(), at) << "words without a known label are left out";
  EXPECT_LT(at, static_cast<std::size_t>(words));
}

TEST(LabelProbabilities, are_never_0) {
  const Matrix x = Matrix::Constant(1, 1, 1e4f);
  const MatrixRows source(x);
  BatchStream stream(source, {0}, 1, {});
  const Head sure = {(Matrix(2, 1) << 1, -1).finished(), Vector::Zero(2)};
  const auto found = label_probabilities(stream, {{&sure, {nullptr, 1}, test::targets({1})}}, test::always, Products());
  EXPECT_DOUBLE_EQ(found[0].at(0), std::exp(-70.0));
}

}  // namespace
}  // namespace neurank::probe
