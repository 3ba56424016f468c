#include "store/disk_room.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::store {

void expect_room(const std::filesystem::path& path, std::uint64_t bytes) {
  const std::uint64_t available = free_bytes(path);
  if (available < bytes)
    throw input_error(path.string() + ": needs " + std::to_string(bytes >> 20) + " MiB (the disk has " +
                          std::to_string(available >> 20) + " MiB free)",
                      full_disk_remedy);
}

}  // namespace neurank::store
