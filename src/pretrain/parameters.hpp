#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace neurank::pretrain {

/// Weights that are trained, by name, in the order in which they were added.
class Parameters {
 public:
  /// Adds a weight, float32, which has a gradient from now on. @return it; the one kept shares its memory
  at::Tensor add(std::string name, at::Tensor values);

  /// Adds the weights of a part of the model as "part.name".
  void add_part(const std::string& part, const Parameters& parameters);

  const std::vector<std::pair<std::string, at::Tensor>>& named() const { return named_; }

  /// All weights without their names.
  std::vector<at::Tensor> tensors() const;

 private:
  std::vector<std::pair<std::string, at::Tensor>> named_;
};

/// Writes weights under their names to a safetensors file. Throws Error when the disk is full.
void write_parameters(const Parameters& parameters, const std::filesystem::path& file);

}  // namespace neurank::pretrain
