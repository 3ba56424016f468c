#pragma once

#include <map>
#include <string>

#include "checkpoint/byte_file.hpp"

namespace neurank::checkpoint {

/// A file in a zip archive, as the archive's directory has it.
struct ZipEntry {
  std::uint64_t header = 0;  ///< position of its own header
  std::uint64_t size = 0;    ///< of its content, in bytes
  bool is_plain = false;     ///< neither compressed nor encrypted
};

using ZipDirectory = std::map<std::string, ZipEntry, std::less<>>;

/// The files in a zip archive, which may be larger than 4 GiB (zip64). Throws Error when the directory is damaged, does
/// not lie in the file or names one file twice.
// Neither libzip nor libarchive tells where a stored entry lies. With the place, tensors of every container are read
// by the same few lines, at any position and from any thread; a directory is little work.
ZipDirectory read_zip_directory(const ByteFile& file);

/// Where the content of a plain entry lies. Throws Error when the entry is not plain or does not lie in the file.
/// @param name of the entry, for errors
ByteRange zip_content(const ByteFile& file, const std::string& name, const ZipEntry& entry);

}  // namespace neurank::checkpoint
