#pragma once

#include <cstdint>

namespace neurank {

/// Memory of this process that is in use now, in bytes; 0 where the system does not say (/proc/self/statm).
std::uint64_t resident_bytes();

/// Memory that processes of this host may use, in bytes: what it has, or what the control group of this process, as
/// batch systems make one for a job, allows if that is less; 0 where the system does not say.
std::uint64_t host_memory_bytes();

}  // namespace neurank
