#include "checkpoint/byte_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <utility>

#include "base/files.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "published weights are little endian");

int open_regular_file(const fs::path& path) {
  expect_regular_file(path);
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

ByteFile::ByteFile(const fs::path& path) : ByteFile(path, open_regular_file(path)) {
  if (descriptor_ < 0) throw disk_error(path, "open", errno);
  const off_t end = ::lseek(descriptor_, 0, SEEK_END);
  if (end < 0) throw disk_error(path, "read", errno);
  size_ = static_cast<std::uint64_t>(end);
}

ByteFile ByteFile::in_memory(fs::path name) {
  ByteFile file(std::move(name), ::memfd_create("neurank", MFD_CLOEXEC));
  if (file.descriptor_ < 0) throw disk_error(file.path_, "unpack into memory", errno);
  return file;
}

ByteFile::ByteFile(ByteFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

ByteFile::~ByteFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ByteFile::read(std::uint64_t begin, std::span<char> out) const {
  if (begin > size_ || out.size() > size_ - begin)
    throw input_error(path_.string() + ": has " + std::to_string(size_) + " bytes, too few for " +
                          std::to_string(out.size()) + " at " + std::to_string(begin),
                      "fetch or save the file again");
  while (!out.empty()) {
    const ssize_t count = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(begin));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw disk_error(path_, "read", errno);
    if (count == 0) throw input_error(path_.string() + ": became shorter while it was read");
    begin += static_cast<std::uint64_t>(count);
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

std::string ByteFile::text(ByteRange range) const {
  NEURANK_EXPECT(range.begin <= range.end && range.end <= size_);
  std::string text(range.size(), '\0');
  read(range.begin, text);
  return text;
}

void ByteFile::append(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw disk_error(path_, "unpack into memory", errno);
    size_ += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void expect_regular_file(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) throw input_error(path.string() + ": no such file");
  if (!fs::is_regular_file(path, code)) throw input_error(path.string() + ": not a file");
}

Error bad_file(const ByteFile& file, const std::string& format, const std::string& problem) {
  return input_error(file.path().string() + ": not a usable " + format + " file: " + problem,
                     "fetch or save the file again");
}

}  // namespace neurank::checkpoint
