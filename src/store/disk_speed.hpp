#pragma once

#include <cstdint>
#include <filesystem>

namespace neurank::store {

/// What measure_disk_speed() found.
struct DiskSpeed {
  double write_bytes_per_second = 0;  ///< until synced to disk
  double read_bytes_per_second = 0;   ///< after the system was asked to forget the file
};

/// Writes, syncs and reads a temporary file in a folder, in large sequential blocks; the file is gone afterwards.
/// Throws Error when the folder cannot be written or has too little room.
DiskSpeed measure_disk_speed(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace neurank::store
