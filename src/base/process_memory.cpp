#include "base/process_memory.hpp"

#include <unistd.h>

#include <fstream>

#include "base/cast.hpp"

namespace neurank {

std::uint64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  return in >> all >> resident ? resident * to_uint64(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace neurank
