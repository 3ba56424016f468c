#pragma once

#include <array>

namespace neurank {

/// Which library multiplies the matrices of probes.
enum class ProductLibrary {
  automatic,  ///< the faster one, by uses_onednn()
  openblas,   ///< the BLAS of the process, whichever that is
  onednn,     ///< which LibTorch brings along where it is built with it
};
constexpr std::array<const char*, 3> names_of(ProductLibrary) { return {"auto", "openblas", "onednn"}; }

}  // namespace neurank
