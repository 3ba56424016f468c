#pragma once

#include <span>
#include <string>

#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// A named tensor of float32 that is to be written to a file.
struct TensorToWrite {
  std::string name;
  Shape shape;
  std::span<const float> values;  ///< [num_elements(shape)], row-major
};

}  // namespace neurank::checkpoint
