#include "base/mapped_file.hpp"

#include <sys/mman.h>

#include <utility>

namespace neurank {

MappedFile::MappedFile(const File& file) {
  const std::uint64_t bytes = file.size();
  if (bytes == 0) return;
  void* const data = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (data == MAP_FAILED) return;
  data_ = static_cast<const char*>(data);
  size_ = bytes;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace neurank
