#include "pretrain/lstm_layer.hpp"

#include <gtest/gtest.h>

namespace neurank::pretrain {
namespace {

using torch::Tensor;

/// One direction written step by step, differentiated by torch.
Tensor step_by_step(const Tensor& input, const LstmWeights& lstm, const std::vector<Index>& steps) {
  const Index cells = lstm.projection.size(0);
  Tensor hidden = torch::zeros({steps.front(), input.size(1)}), cell = torch::zeros({steps.front(), cells});
  std::vector<Tensor> outputs;
  Index begin = 0;
  for (const Index words : steps) {
    const Tensor both = torch::cat({input.narrow(0, begin, words), hidden.narrow(0, 0, words)}, 1);
    const std::vector<Tensor> gates = (both.mm(lstm.weight) + lstm.bias).chunk(4, 1);
    cell = (torch::sigmoid(gates[2] + 1) * cell.narrow(0, 0, words) + torch::sigmoid(gates[0]) * torch::tanh(gates[1]))
               .clamp(-lstm_clip, lstm_clip);
    hidden = (torch::sigmoid(gates[3]) * torch::tanh(cell)).mm(lstm.projection).clamp(-lstm_clip, lstm_clip);
    outputs.push_back(hidden);
    begin += words;
  }
  return torch::cat(outputs);
}

/// Two directions with random weights. @param scale of the weights: large ones run into the clips
class BothLstms : public testing::TestWithParam<double> {
 protected:
  static constexpr Index width = 6, cells = 10;
  const std::vector<Index> steps_ = {5, 5, 4, 4, 4, 2, 1, 1, 1};

  BothLstms() {
    torch::manual_seed(5);
    for (const std::size_t d : {0, 1}) {
      const auto random = [&](torch::IntArrayRef shape) {
        return (torch::randn(shape) * GetParam()).set_requires_grad(true);
      };
      inputs_[d] = random({27, width});
      weights_[d] = {random({2 * width, 4 * cells}), random({4 * cells}), random({cells, width})};
    }
  }

  std::vector<Tensor> leaves(std::size_t d) const {
    return {inputs_[d], weights_[d].weight, weights_[d].bias, weights_[d].projection};
  }

  std::array<Tensor, 2> inputs_;
  std::array<LstmWeights, 2> weights_;
};

TEST_P(BothLstms, give_what_single_steps_give_and_the_same_gradients) {
  const auto outputs = run_lstms(inputs_, weights_, steps_);
  for (const std::size_t d : {0, 1}) {
    const Tensor expected = step_by_step(inputs_[d], weights_[d], steps_);
    EXPECT_LT((outputs[d] - expected).abs().max().item<float>(), 1e-5);
    const Tensor gradient = torch::randn_like(expected);
    const auto right = torch::autograd::grad({expected}, leaves(d), {gradient});
    const auto ours = torch::autograd::grad({outputs[d]}, leaves(d), {gradient}, true);
    for (std::size_t i = 0; i < right.size(); ++i)
      EXPECT_LT((ours[i] - right[i]).abs().max().item<float>(), 1e-5 * (1 + right[i].abs().max().item<float>()))
          << "direction " << d << ", gradient " << i;
  }
}

TEST_P(BothLstms, run_into_the_clips_only_with_large_weights) {
  const auto outputs = run_lstms(inputs_, weights_, steps_);
  EXPECT_EQ(outputs[0].abs().eq(lstm_clip).any().item<bool>(), GetParam() > 1);
}

INSTANTIATE_TEST_SUITE_P(Scales, BothLstms, testing::Values(0.3, 3.0));

}  // namespace
}  // namespace neurank::pretrain
