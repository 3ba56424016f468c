#include "base/process_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/cast.hpp"

namespace neurank {
namespace {

namespace fs = std::filesystem;

/// The least of a number of bytes and the limits of a control group and of those that it lies in.
std::uint64_t least_limit(std::uint64_t bytes, const fs::path& root, const std::string& group, const char* file) {
  for (fs::path path = fs::path(group).relative_path();; path = path.parent_path()) {
    std::uint64_t limit = 0;
    if (std::ifstream(root / path / file) >> limit) bytes = std::min(bytes, limit);  // "max" is no number
    if (path.empty()) return bytes;
  }
}

}  // namespace

std::uint64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  return in >> all >> resident ? resident * to_uint64(sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t host_memory_bytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  std::uint64_t bytes = pages > 0 ? to_uint64(pages) * to_uint64(sysconf(_SC_PAGESIZE)) : 0;
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {  // number:controllers:/group
    const std::size_t controllers = line.find(':') + 1, group = line.find(':', controllers) + 1;
    if (controllers == 0 || group == 0) continue;
    const std::string names = line.substr(controllers, group - 1 - controllers), path = line.substr(group);
    if (names.empty()) bytes = least_limit(bytes, "/sys/fs/cgroup", path, "memory.max");
    if (names == "memory") bytes = least_limit(bytes, "/sys/fs/cgroup/memory", path, "memory.limit_in_bytes");
  }
  return bytes;
}

}  // namespace neurank
