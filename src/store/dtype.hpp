#pragma once

#include <array>

namespace neurank::store {

/// Number formats of stored activations.
enum class DType { float16, float32 };
inline constexpr std::array<const char*, 2> dtype_names = {"float16", "float32"};

}  // namespace neurank::store
