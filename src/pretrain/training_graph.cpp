#include "pretrain/training_graph.hpp"

#include <ATen/core/grad_mode.h>

namespace neurank::pretrain {

std::vector<at::Tensor> TrainingGraph::states(const Words& sentence) {
  const at::NoGradGuard no_gradients;
  const bool was_training = is_training();
  set_training(false);
  std::vector<at::Tensor> layers = compute_states(sentence);
  set_training(was_training);
  return layers;
}

}  // namespace neurank::pretrain
