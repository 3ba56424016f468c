#include "base/processor.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/cast.hpp"

namespace neurank {

std::set<std::string> processor_flags() {
  std::set<std::string> flags;
#ifdef __x86_64__
  const auto add = [&](const char* name, int has) {
    if (has != 0) flags.insert(name);
  };
  __builtin_cpu_init();
  add("sse2", __builtin_cpu_supports("sse2"));
  add("avx", __builtin_cpu_supports("avx"));
  add("avx2", __builtin_cpu_supports("avx2"));
  add("fma", __builtin_cpu_supports("fma"));
  add("avx512f", __builtin_cpu_supports("avx512f"));
  add("avx512bw", __builtin_cpu_supports("avx512bw"));
  add("avx512dq", __builtin_cpu_supports("avx512dq"));
  add("avx512vl", __builtin_cpu_supports("avx512vl"));
#endif
  return flags;
}

double processor_gigahertz() {
  double kilohertz = 0;
  if (std::ifstream("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq") >> kilohertz) return kilohertz / 1e6;
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("cpu MHz")) return std::atof(line.c_str() + std::min(line.size(), line.find(':') + 1)) / 1e3;
  return 0;
}

double peak_gflops(const std::set<std::string>& flags, double gigahertz, Index cores) {
  const auto has = [&](const char* flag) { return flags.contains(flag); };
  const double numbers = has("avx512f") ? 16 : has("avx") ? 8 : has("sse2") ? 4 : 0;
  const double units = has("fma") ? 4 : 2;  // two of each, which multiply and add at once or in turn
  return numbers * units * gigahertz * to_double(cores);
}

}  // namespace neurank
