#include "base/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank {
namespace {

namespace fs = std::filesystem;

int flags_of(File::Mode mode) {
  switch (mode) {
    case File::Mode::read:
      return O_RDONLY;
    case File::Mode::write:
      return O_RDWR;
    case File::Mode::create:
      return O_RDWR | O_CREAT | O_TRUNC;
    case File::Mode::append:
      return O_RDWR | O_CREAT | O_APPEND;
    case File::Mode::replace:
      return O_WRONLY | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

/// Calls a function of the system until no signal interrupts it. @return its result; negative: errno has the reason
template <class Call>
auto uninterrupted(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

off_t offset(std::uint64_t position) { return static_cast<off_t>(position); }

}  // namespace

File::File(fs::path path, int descriptor, const char* doing) : path_(std::move(path)), descriptor_(descriptor) {
  if (descriptor_ < 0) fail(doing, errno);
}

File::File(const fs::path& path, Mode mode)
    : File(path, ::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0644), "open") {}

File File::in_memory(fs::path name) {
  const int descriptor = ::memfd_create("neurank", MFD_CLOEXEC);
  return {std::move(name), descriptor, "make a file in memory"};
}

File::File(File&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail("ask for its size", errno);
  return to_uint64(status.st_size);
}

void File::read_at(std::uint64_t position, void* out, std::uint64_t bytes) const {
  auto* to = static_cast<char*>(out);
  while (bytes > 0) {
    const ssize_t count = uninterrupted([&] { return ::pread(descriptor_, to, bytes, offset(position)); });
    if (count < 0) fail("read", errno);
    if (count == 0)
      throw input_error(path_.string() + ": ends too early (the file was cut)", "fetch or write it again");
    to += count;
    position += to_uint64(count);
    bytes -= to_uint64(count);
  }
}

void File::write_at(std::uint64_t position, const void* data, std::uint64_t bytes) const {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = uninterrupted([&] { return ::pwrite(descriptor_, from, bytes, offset(position)); });
    if (count < 0) fail("write", errno);
    from += count;
    position += to_uint64(count);
    bytes -= to_uint64(count);
  }
}

void File::write(std::string_view data) const {
  while (!data.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(descriptor_, data.data(), data.size()); });
    if (count < 0) fail("write", errno);
    data.remove_prefix(to_size(count));
  }
}

void File::resize(std::uint64_t bytes) const {
  if (uninterrupted([&] { return ::ftruncate(descriptor_, offset(bytes)); }) != 0) fail("cut", errno);
}

void File::reserve(std::uint64_t bytes) const {
  const int result = uninterrupted([&] { return ::fallocate(descriptor_, 0, 0, offset(bytes)); });
  int code = result == 0 ? 0 : errno;
  if (code == EOPNOTSUPP && free_bytes(path_) < bytes) code = ENOSPC;
  if (code != 0 && code != EOPNOTSUPP) fail("reserve disk space", code);
}

void File::start_sync(std::uint64_t begin, std::uint64_t bytes) const {
  ::sync_file_range(descriptor_, offset(begin), offset(bytes), SYNC_FILE_RANGE_WRITE);
}

void File::sync() const {
  if (::fsync(descriptor_) != 0) fail("sync", errno);
}

void File::sync_data() const {
  if (::fdatasync(descriptor_) != 0) fail("sync to disk", errno);
}

void File::will_need(std::uint64_t begin, std::uint64_t bytes) const {
  ::posix_fadvise(descriptor_, offset(begin), offset(bytes), POSIX_FADV_WILLNEED);
}

void File::forget_cached() const { ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED); }

void File::fail(const char* doing, int code) const { throw disk_error(path_, doing, code); }

void expect_regular_file(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) throw input_error(path.string() + ": no such file");
  if (!fs::is_regular_file(path, code)) throw input_error(path.string() + ": not a file");
}

}  // namespace neurank
