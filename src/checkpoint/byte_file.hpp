#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/mapped_file.hpp"

namespace neurank::checkpoint {

/// A half-open range of bytes of a file.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  std::uint64_t size() const { return end - begin; }
};

/// A file from elsewhere that stays open and is read at any position, by any thread; or a copy of one in memory.
class ByteFile {
 public:
  /// Throws Error when there is no such file, or it is not a regular file or cannot be opened.
  explicit ByteFile(const std::filesystem::path& path);

  /// An empty file in memory.
  /// @param name what errors call it
  static ByteFile in_memory(std::filesystem::path name);

  const std::filesystem::path& path() const { return file_.path(); }
  std::uint64_t size() const { return size_; }

  /// Fills `out` with the bytes from a position. Throws Error when the file has fewer.
  void read(std::uint64_t begin, std::span<char> out) const;

  /// The bytes of a range as a text. @pre the range lies in the file
  std::string text(ByteRange range) const;

  /// A number stored in little-endian order. Throws Error when the file ends before.
  template <class Number>
  Number number(std::uint64_t begin) const {
    Number value{};
    read(begin, {reinterpret_cast<char*>(&value), sizeof value});
    return value;
  }

  /// All its bytes in memory, read when they are touched.
  MappedFile map() const { return MappedFile(file_); }

  /// Appends to a file in memory. Throws Error when memory does not suffice.
  void append(std::span<const char> bytes);

 private:
  explicit ByteFile(File file) : file_(std::move(file)), size_(file_.size()) {}

  File file_;
  std::uint64_t size_ = 0;
};

/// The Error of a file that does not follow its format: "FILE: not a usable FORMAT file: PROBLEM".
Error bad_file(const ByteFile& file, const std::string& format, const std::string& problem);

}  // namespace neurank::checkpoint
