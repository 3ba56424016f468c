#pragma once

#include <array>

#include "base/names.hpp"

namespace neurank::store {

/// Number formats of stored activations.
enum class DType { float16, float32 };
constexpr std::array<const char*, 2> names_of(DType) { return {"float16", "float32"}; }

}  // namespace neurank::store
