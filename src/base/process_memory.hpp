#pragma once

#include <cstdint>

namespace neurank {

/// Memory of this process that is in use now, in bytes; 0 where the system does not say (/proc/self/statm).
std::uint64_t resident_bytes();

}  // namespace neurank
