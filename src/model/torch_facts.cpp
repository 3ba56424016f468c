#include "model/torch_facts.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

namespace neurank::model {

std::string torch_description() {
  return std::string(TORCH_VERSION) + ", " + std::to_string(at::get_num_threads()) + " threads";
}

std::string gpu_description() {
  if (!at::hasCUDA() && !torch::cuda::is_available()) return "none (LibTorch without CUDA, or no driver)";
  const std::size_t count = torch::cuda::device_count();
  return count == 0 ? "none found" : std::to_string(count) + " through CUDA";
}

}  // namespace neurank::model
