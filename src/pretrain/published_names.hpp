#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>

namespace neurank::pretrain {

/// Registers a weight of a model under its published name, such as "encoder.layer.0.output.dense.bias": each part
/// before a dot is a module, made when it is missing.
/// @return the parameter
torch::Tensor register_published(torch::nn::Module& model, const std::string& name, torch::Tensor values);

/// Writes all parameters under their names to a safetensors file.
void write_published(const torch::nn::Module& model, const std::filesystem::path& file);

}  // namespace neurank::pretrain
