#pragma once

#include <cstdint>
#include <filesystem>

namespace neurank::store {

/// Throws Error when the disk of a file has not so many bytes free.
void expect_room(const std::filesystem::path& path, std::uint64_t bytes);

}  // namespace neurank::store
