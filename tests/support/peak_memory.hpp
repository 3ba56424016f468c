#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace neurank::test {

/// Forgets how much memory this process has had at most so far. @return whether the system can do that
inline bool reset_peak_memory() { return (std::ofstream("/proc/self/clear_refs") << "5").flush().good(); }

/// The most memory that this process has had, in bytes, with the pages of mapped files (VmHWM).
inline std::uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") return status >> word ? std::stoull(word) * 1024 : 0;
  return 0;
}

}  // namespace neurank::test
