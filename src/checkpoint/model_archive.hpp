#pragma once

#include <string>

#include "checkpoint/byte_file.hpp"

namespace neurank::checkpoint {

/// Unpacks one file of a tar archive, packed with gzip or not, into memory. Its name there may begin with "./".
/// Throws Error when there is no such file, the archive is damaged, or it claims so much more than it has bytes itself
/// that it cannot be a model's.
/// @return named "ARCHIVE/MEMBER"
ByteFile unpack_member(const ByteFile& archive, const std::string& member);

}  // namespace neurank::checkpoint
