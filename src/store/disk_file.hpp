#pragma once

#include <cstdint>
#include <filesystem>

namespace neurank::store {

/// An open file, read and written at byte positions through the operating system. Every operation throws Error with
/// the system's reason. Reading is thread safe.
class DiskFile {
 public:
  enum class Mode {
    read,
    write,   ///< the file must exist
    create,  ///< empties the file when it exists
  };

  DiskFile(const std::filesystem::path& path, Mode mode);
  ~DiskFile();
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;

  std::uint64_t size() const;

  /// Reads exactly so many bytes; a file that ends before is an Error.
  void read_at(std::uint64_t position, void* out, std::uint64_t bytes) const;
  void write_at(std::uint64_t position, const void* data, std::uint64_t bytes) const;

  /// Claims disk space for the first `bytes` bytes without changing content. A file system that cannot do so is only
  /// asked how much room it has.
  void reserve(std::uint64_t bytes) const;

  /// Asks the system to begin writing the file's data to disk, and returns at once.
  void start_sync() const;

  /// Returns when all data written to this file, by this process through any descriptor, is on disk.
  void sync() const;

  /// Asks the system to forget its copy of the file in memory.
  void forget_cached() const;

 private:
  [[noreturn]] void fail(const char* doing, int code) const;

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace neurank::store
