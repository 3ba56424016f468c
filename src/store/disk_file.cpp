#include "store/disk_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::store {
namespace {

int flags_of(DiskFile::Mode mode) {
  switch (mode) {
    case DiskFile::Mode::read:
      return O_RDONLY;
    case DiskFile::Mode::write:
      return O_RDWR;
    case DiskFile::Mode::create:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

}  // namespace

DiskFile::DiskFile(const std::filesystem::path& path, Mode mode)
    : path_(path), descriptor_(::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0644)) {
  if (descriptor_ < 0) fail("open", errno);
}

DiskFile::~DiskFile() { ::close(descriptor_); }

std::uint64_t DiskFile::size() const {
  struct stat facts {};
  if (::fstat(descriptor_, &facts) != 0) fail("ask for its size", errno);
  return static_cast<std::uint64_t>(facts.st_size);
}

void DiskFile::read_at(std::uint64_t position, void* out, std::uint64_t bytes) const {
  auto* to = static_cast<char*>(out);
  while (bytes > 0) {
    const ssize_t count = ::pread(descriptor_, to, bytes, static_cast<off_t>(position));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", errno);
    if (count == 0) throw input_error(path_.string() + ": ends too early (the file was cut)", "write it again");
    to += count;
    position += static_cast<std::uint64_t>(count);
    bytes -= static_cast<std::uint64_t>(count);
  }
}

void DiskFile::write_at(std::uint64_t position, const void* data, std::uint64_t bytes) const {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::pwrite(descriptor_, from, bytes, static_cast<off_t>(position));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", errno);
    from += count;
    position += static_cast<std::uint64_t>(count);
    bytes -= static_cast<std::uint64_t>(count);
  }
}

void DiskFile::reserve(std::uint64_t bytes) const {
  int code = 0;
  do {
    code = ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) == 0 ? 0 : errno;
  } while (code == EINTR);
  if (code == EOPNOTSUPP && free_bytes(path_) < bytes) code = ENOSPC;
  if (code != 0 && code != EOPNOTSUPP) fail("reserve disk space", code);
}

void DiskFile::start_sync() const { ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE); }

void DiskFile::sync() const {
  if (::fdatasync(descriptor_) != 0) fail("sync to disk", errno);
}

void DiskFile::forget_cached() const { ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED); }

void DiskFile::fail(const char* doing, int code) const { throw disk_error(path_, doing, code); }

}  // namespace neurank::store
