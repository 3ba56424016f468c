#include "pretrain/word_softmax.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "pretrain/random_tensors.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr Index block_rows = 128;  // their logits over some thousand words stay in the cache

class SoftmaxLoss : public torch::autograd::Function<SoftmaxLoss> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& states, const Tensor& weight, const Tensor& bias,
                        const Tensor& words) {
    Tensor sum = at::zeros({}, at::kDouble);
    Tensor of_states = at::empty_like(states), of_weight = at::zeros_like(weight), of_bias = at::zeros_like(bias);
    Tensor scores = at::empty({std::min(block_rows, states.size(0)), weight.size(0)});
    for (Index begin = 0; begin < states.size(0); begin += block_rows) {
      const Index rows = std::min(block_rows, states.size(0) - begin);
      const Tensor block = states.narrow(0, begin, rows), targets = words.narrow(0, begin, rows).unsqueeze(1);
      Tensor score = scores.narrow(0, 0, rows), gradient = of_states.narrow(0, begin, rows);
      at::addmm_out(score, bias, block, weight.t());
      score.sub_(score.amax(1, true));
      const Tensor foretold = score.gather(1, targets);
      const Tensor all = score.exp_().sum(1, true);
      sum.add_((all.log() - foretold).sum(at::kDouble));
      score.div_(all).scatter_add_(1, targets, at::full_like(foretold, -1));
      at::mm_out(gradient, score, weight);
      of_weight.addmm_(score.t(), block);
      of_bias.add_(score.sum(0));
    }
    context->save_for_backward({of_states, of_weight, of_bias});
    return sum.to(at::kFloat);
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    return {saved[0] * gradients[0], saved[1] * gradients[0], saved[2] * gradients[0], {}};
  }
};

}  // namespace

WordSoftmax::WordSoftmax(Index words, Index width, Random& random)
    : weight(parameters.add("weight", uniform_tensor({words, width}, std::sqrt(3.0 / to_double(width)), random))),
      bias(parameters.add("bias", at::zeros({words}))) {}

Tensor WordSoftmax::loss(const Tensor& states, const Tensor& words) const {
  if (at::GradMode::is_enabled()) return SoftmaxLoss::apply(states, weight, bias, words);
  return at::cross_entropy_loss(at::linear(states, weight, bias), words, {}, at::Reduction::Sum);
}

}  // namespace neurank::pretrain
