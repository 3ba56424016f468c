#include "base/process_memory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/cast.hpp"

namespace neurank {
namespace {

TEST(ProcessMemory, a_host_has_room_for_this_process_and_no_more_than_its_memory) {
  const std::uint64_t host = host_memory_bytes();
  EXPECT_GT(resident_bytes(), 0u);
  EXPECT_GT(host, resident_bytes());
  EXPECT_LE(host, to_uint64(sysconf(_SC_PHYS_PAGES)) * to_uint64(sysconf(_SC_PAGESIZE)));
}

}  // namespace
}  // namespace neurank
