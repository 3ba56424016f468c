#pragma once

#include <string>

namespace neurank::model {

/// "1.13.1, 2 threads"
std::string torch_description();

/// "none (LibTorch without CUDA)", "none found", or "1 through CUDA"
std::string gpu_description();

}  // namespace neurank::model
