#pragma once

#include <cstdint>
#include <span>

#include "base/file.hpp"

namespace neurank {

/// A file's bytes in memory, read from disk when they are touched and given up when memory is short. The file may be
/// closed; it must not get shorter.
class MappedFile {
 public:
  /// Maps the whole file. A file that is empty, or that the system cannot map, has no bytes here.
  explicit MappedFile(const File& file);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::span<const char> bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace neurank
