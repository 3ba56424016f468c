#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace neurank {

/// An open file of the operating system, which closes itself. Every operation goes on after an interrupting signal and
/// throws Error with the system's reason. Reading at positions is thread safe.
class File {
 public:
  enum class Mode {
    read,
    write,    ///< also read; the file must exist
    create,   ///< also read; empties the file when it exists
    append,   ///< also read; what is written goes to the end, the file is made when it is missing
    replace,  ///< written alone; empties the file when it exists
  };

  File(const std::filesystem::path& path, Mode mode);

  /// An empty file in memory. @param name what errors call it
  static File in_memory(std::filesystem::path name);

  File(File&& other) noexcept;
  File& operator=(File&&) = delete;
  ~File();

  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }

  std::uint64_t size() const;

  /// Reads exactly so many bytes; a file that ends before is an Error.
  void read_at(std::uint64_t position, void* out, std::uint64_t bytes) const;
  void write_at(std::uint64_t position, const void* data, std::uint64_t bytes) const;

  /// Writes behind what was written before; of Mode::append at the end. What an Error leaves is the caller's to undo.
  void write(std::string_view data) const;

  /// Cuts the file, or lengthens it with zeros.
  void resize(std::uint64_t bytes) const;

  /// Claims disk space for the first `bytes` bytes without changing content. A file system that cannot do so is only
  /// asked how much room it has.
  void reserve(std::uint64_t bytes) const;

  /// Asks the system to begin writing the file's data, or a range of it, to disk, and returns at once.
  void start_sync(std::uint64_t begin = 0, std::uint64_t bytes = 0) const;

  /// Returns when all data and metadata written to this file, by this process through any descriptor, are on disk.
  void sync() const;

  /// The same for the data alone, and for the metadata without which it could not be read.
  void sync_data() const;

  /// Tells the system that a range will be read soon, so that it begins to fetch it; returns at once.
  void will_need(std::uint64_t begin, std::uint64_t bytes) const;

  /// Asks the system to forget its copy of the file in memory.
  void forget_cached() const;

 private:
  File(std::filesystem::path path, int descriptor, const char* doing);
  [[noreturn]] void fail(const char* doing, int code) const;

  std::filesystem::path path_;
  int descriptor_;
};

/// Throws Error when there is no such file, or it is no regular file.
void expect_regular_file(const std::filesystem::path& path);

}  // namespace neurank
