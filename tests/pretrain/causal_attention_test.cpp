#include "pretrain/causal_attention.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

namespace neurank::pretrain {
namespace {

using torch::Tensor;

constexpr Index width = 6, heads = 2;
const std::vector<Range> ranges = {{0, 5}, {5, 6}, {6, 13}};

/// One sentence and head, differentiated by torch.
Tensor one_head(const Tensor& query, const Tensor& key, const Tensor& value, bool backward) {
  const Tensor scores = query.mm(key.t()) / std::sqrt(static_cast<double>(query.size(1)));
  const Tensor unseen = torch::full_like(scores, -std::numeric_limits<float>::infinity());
  return torch::softmax(scores + (backward ? unseen.tril(-1) : unseen.triu(1)), 1).mm(value);
}

Tensor expected(const Tensor& projected, bool backward) {
  std::vector<Tensor> sentences;
  for (const Range& range : ranges) {
    const std::vector<Tensor> parts = projected.narrow(0, range.begin, range.size()).chunk(3 * heads, 1);
    std::vector<Tensor> outputs;
    for (const std::size_t head : {0, 1})
      outputs.push_back(one_head(parts[head], parts[heads + head], parts[2 * heads + head], backward));
    sentences.push_back(torch::cat(outputs, 1));
  }
  return torch::cat(sentences);
}

class CausalAttention : public testing::TestWithParam<bool> {};

TEST_P(CausalAttention, and_its_gradient_are_those_of_single_operations) {
  torch::manual_seed(2);
  const Tensor projected = torch::randn({13, 3 * width}).set_requires_grad(true), gradient = torch::randn({13, width});
  const Tensor right = expected(projected, GetParam());
  const Tensor ours = causal_attention(projected, ranges, heads, GetParam());
  EXPECT_LT((ours - right).abs().max().item<float>(), 1e-5);
  const auto right_gradient = torch::autograd::grad({right}, {projected}, {gradient});
  const auto our_gradient = torch::autograd::grad({ours}, {projected}, {gradient});
  EXPECT_LT((our_gradient[0] - right_gradient[0]).abs().max().item<float>(), 1e-5);
}

TEST_P(CausalAttention, of_large_scores_stays_finite) {
  const Tensor output = causal_attention(torch::full({13, 3 * width}, 100.0), ranges, heads, GetParam());
  EXPECT_LT((output - 100).abs().max().item<float>(), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Directions, CausalAttention, testing::Bool());

}  // namespace
}  // namespace neurank::pretrain
