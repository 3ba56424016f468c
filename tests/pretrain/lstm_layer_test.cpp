#include "pretrain/lstm_layer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>

namespace neurank::pretrain {
namespace {

using torch::Tensor;

/// Single precision may be off by so many times what the plainest order of steps is off. With large weights the
/// recurrence multiplies every rounding, so that no bound in units of the last place holds for all processors.
constexpr double allowed = 8;

double distance(const Tensor& a, const Tensor& b) { return (a.to(torch::kDouble) - b).norm().item<double>(); }

/// Holds a result in single precision against the one in double precision, `plain` beside it.
void expect_as_exact(const Tensor& ours, const Tensor& plain, const Tensor& exact) {
  const double one_rounding = exact.norm().item<double>() * 0x1p-24;
  EXPECT_LE(distance(ours, exact), allowed * std::max(distance(plain, exact), one_rounding));
}

/// One direction written step by step, differentiated by torch.
Tensor step_by_step(const Tensor& input, const LstmWeights& lstm, const std::vector<Index>& steps) {
  const Index cells = lstm.projection.size(0);
  Tensor hidden = torch::zeros({steps.front(), input.size(1)}, input.options());
  Tensor cell = torch::zeros({steps.front(), cells}, input.options());
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

  static std::vector<Tensor> leaves(const Tensor& input, const LstmWeights& weights) {
    return {input, weights.weight, weights.bias, weights.projection};
  }

  /// The output of a direction, then the gradients of its input and weights.
  static std::vector<Tensor> results(const Tensor& output, const std::vector<Tensor>& leaves, const Tensor& gradient) {
    std::vector<Tensor> all = torch::autograd::grad({output}, leaves, {gradient.to(output.dtype())}, true);
    all.insert(all.begin(), output.detach());
    return all;
  }

  std::vector<Tensor> exact_results(std::size_t d, const Tensor& gradient) const {
    std::vector<Tensor> exact;
    for (const Tensor& leaf : leaves(inputs_[d], weights_[d]))
      exact.push_back(leaf.detach().to(torch::kDouble).set_requires_grad(true));
    return results(step_by_step(exact[0], {exact[1], exact[2], exact[3]}, steps_), exact, gradient);
  }

  std::array<Tensor, 2> inputs_;
  std::array<LstmWeights, 2> weights_;
};

TEST_P(BothLstms, give_what_single_steps_give_and_the_same_gradients) {
  const auto outputs = run_lstms(inputs_, weights_, steps_);
  for (const std::size_t d : {0, 1}) {
    const std::vector<Tensor> from = leaves(inputs_[d], weights_[d]);
    const Tensor gradient = torch::randn_like(outputs[d]);
    const auto ours = results(outputs[d], from, gradient);
    const auto plain = results(step_by_step(inputs_[d], weights_[d], steps_), from, gradient);
    const auto exact = exact_results(d, gradient);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      SCOPED_TRACE("direction " + std::to_string(d) + ", result " + std::to_string(i));
      expect_as_exact(ours[i], plain[i], exact[i]);
    }
  }
}

TEST_P(BothLstms, run_into_the_clips_only_with_large_weights) {
  const auto outputs = run_lstms(inputs_, weights_, steps_);
  EXPECT_EQ(outputs[0].abs().eq(lstm_clip).any().item<bool>(), GetParam() > 1);
}

INSTANTIATE_TEST_SUITE_P(Scales, BothLstms, testing::Values(0.3, 3.0));

}  // namespace
}  // namespace neurank::pretrain
