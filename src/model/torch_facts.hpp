#pragma once

#include <string>

namespace neurank::model {

/// LibTorch's version and threads: "1.13.1, 2 threads".
std::string torch_description();

/// The GPUs that LibTorch can use: "none (LibTorch without CUDA, or no driver)", "none found" or "1 through CUDA".
std::string gpu_description();

}  // namespace neurank::model
