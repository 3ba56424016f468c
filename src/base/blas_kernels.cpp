#include "base/blas_kernels.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace neurank {
namespace {

/// Kernels that use the same instructions, the one for all such processors first.
struct Generation {
  std::vector<std::string> needed;  ///< flags
  std::vector<std::string> kernels;
};

/// Oldest first; names of OpenBLAS 0.3 (driver/others/dynamic.c).
const std::array<Generation, 4>& generations() {
  static const std::array<Generation, 4> all = {{
      {{"sse2"},
       {"Prescott", "Core2", "Penryn", "Dunnington", "Atom", "Nano", "Nehalem", "Athlon", "Opteron", "Opteron_SSE3",
        "Barcelona", "Bobcat"}},
      {{"avx"}, {"Sandybridge", "Bulldozer", "Piledriver", "Steamroller"}},
      {{"avx2", "fma"}, {"Haswell", "Zen", "Excavator"}},
      {{"avx512f", "avx512bw", "avx512dq", "avx512vl"}, {"SkylakeX", "Cooperlake", "SapphireRapids"}},
  }};
  return all;
}

std::optional<std::size_t> generation_of(const std::string& kernels) {
  for (std::size_t g = 0; g < generations().size(); ++g)
    if (std::ranges::find(generations()[g].kernels, kernels) != generations()[g].kernels.end()) return g;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> better_kernels(const std::string& taken, const std::set<std::string>& flags) {
  const auto now = generation_of(taken);
  std::vector<std::string> better;
  if (!now) return better;
  const auto has = [&](const std::string& flag) { return flags.contains(flag); };
  for (std::size_t g = generations().size(); g-- > *now + 1;)
    if (std::ranges::all_of(generations()[g].needed, has)) better.push_back(generations()[g].kernels.front());
  return better;
}

std::string common_kernels(std::span<const std::string> taken) {
  std::size_t oldest = generations().size() - 1;
  for (const std::string& kernels : taken) {
    const auto generation = generation_of(kernels);
    if (!generation) return "";
    oldest = std::min(oldest, *generation);
  }
  return generations()[oldest].kernels.front();
}

}  // namespace neurank
