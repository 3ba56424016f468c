#include "base/blas_kernels.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace neurank {
namespace {

/// Kernels that use the same instructions, the best first in each generation, oldest generation first; names of
/// OpenBLAS 0.3 (driver/others/dynamic.c).
struct Generation {
  std::vector<std::string> needed;  ///< flags
  std::vector<std::string> kernels;
};

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

std::optional<std::size_t> best_generation(const std::set<std::string>& flags) {
  const auto has = [&](const std::string& flag) { return flags.contains(flag); };
  for (std::size_t g = generations().size(); g-- > 0;)
    if (std::ranges::all_of(generations()[g].needed, has)) return g;
  return std::nullopt;
}

}  // namespace

std::set<std::string> processor_flags() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line.substr(std::min(line.size(), line.find(':') + 1)));
    std::set<std::string> flags;
    for (std::string flag; words >> flag;) flags.insert(flag);
    return flags;
  }
  return {};
}

std::string best_kernels(const std::set<std::string>& flags) {
  const auto best = best_generation(flags);
  return best ? generations()[*best].kernels.front() : "";
}

std::string old_kernels_advice(const std::string& taken, const std::set<std::string>& flags) {
  const auto now = generation_of(taken), best = best_generation(flags);
  if (!now || !best || *now >= *best) return "";
  return "OpenBLAS does not know this processor and took its " + taken + " kernels, though there is " +
         generations()[*best].needed.front() +
         " (matrix products take several times as long); set OPENBLAS_CORETYPE=" + best_kernels(flags) +
         " for all ranks";
}

}  // namespace neurank
