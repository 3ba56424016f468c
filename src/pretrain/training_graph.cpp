#include "pretrain/training_graph.hpp"

namespace neurank::pretrain {

std::vector<torch::Tensor> TrainingGraph::states(const Words& sentence) {
  const torch::NoGradGuard no_gradients;
  const bool was_training = is_training();
  eval();
  std::vector<torch::Tensor> layers = compute_states(sentence);
  train(was_training);
  return layers;
}

}  // namespace neurank::pretrain
