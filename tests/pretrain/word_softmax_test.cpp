#include "pretrain/word_softmax.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace neurank::pretrain {
namespace {

using torch::Tensor;

/// @param scale of the states: large ones make probabilities of 0
class WordSoftmaxLoss : public testing::TestWithParam<double> {};

TEST_P(WordSoftmaxLoss, and_its_gradients_are_those_of_the_cross_entropy) {
  torch::manual_seed(3);
  Random random(2);
  const WordSoftmax softmax(50, 8, random);
  const Tensor states = (torch::randn({300, 8}) * GetParam()).set_requires_grad(true);
  const Tensor words = torch::randint(0, 50, {300}, torch::kInt64);
  const std::vector<Tensor> leaves = {states, softmax.weight, softmax.bias};
  const Tensor right =
      at::cross_entropy_loss(at::linear(states, softmax.weight, softmax.bias), words, {}, at::Reduction::Sum);
  const Tensor ours = softmax.loss(states, words);
  const double size = right.item<double>();
  EXPECT_NEAR(ours.item<double>(), size, 1e-5 * size);
  const auto right_gradients = torch::autograd::grad({right / 7}, leaves),
             our_gradients = torch::autograd::grad({ours / 7}, leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    EXPECT_LT((our_gradients[i] - right_gradients[i]).abs().max().item<float>(),
              1e-5 * (1 + right_gradients[i].abs().max().item<float>()));
  const torch::NoGradGuard no_gradients;
  EXPECT_NEAR(softmax.loss(states, words).item<double>(), size, 1e-5 * size);
}

INSTANTIATE_TEST_SUITE_P(Scales, WordSoftmaxLoss, testing::Values(1.0, 300.0));

}  // namespace
}  // namespace neurank::pretrain
