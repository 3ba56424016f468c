#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "base/cast.hpp"
#include "checkpoint/tensor_to_write.hpp"

namespace neurank::pretrain {

/// Weights in the form in which they are published, until they are written.
class NamedWeights {
 public:
  void add(std::string name, const at::Tensor& weights) {
    names_.push_back(std::move(name));
    weights_.push_back(weights.detach().contiguous());
  }

  /// Views of all weights, valid as long as this object.
  std::vector<checkpoint::TensorToWrite> to_write() const {
    std::vector<checkpoint::TensorToWrite> tensors;
    for (std::size_t i = 0; i < names_.size(); ++i)
      tensors.push_back(
          {names_[i], weights_[i].sizes().vec(), {weights_[i].data_ptr<float>(), to_size(weights_[i].numel())}});
    return tensors;
  }

 private:
  std::vector<std::string> names_;
  std::vector<at::Tensor> weights_;
};

}  // namespace neurank::pretrain
