#pragma once

#include <vector>

#include "checkpoint/byte_file.hpp"

namespace neurank::checkpoint {

/// Reads a part of a file from front to back, in pieces. Running into the end of the part is an Error, found before
/// anything is allocated. The file outlives the stream.
class ByteStream {
 public:
  /// @param format of the file, for errors
  ByteStream(const ByteFile& file, std::string format, ByteRange part)
      : file_(&file), format_(std::move(format)), next_(part.begin), end_(part.end) {}

  const ByteFile& file() const { return *file_; }
  std::uint64_t position() const { return next_; }  ///< of the next byte, in the file

  /// A number stored in little-endian order.
  template <class Number>
  Number number() {
    Number value{};
    take({reinterpret_cast<char*>(&value), sizeof value});
    return value;
  }

  std::string text(std::uint64_t bytes);
  void skip(std::uint64_t bytes);

  /// The text up to the next newline, which is passed over. More than `most` bytes are an Error.
  std::string line(std::size_t most);

  /// The Error for a problem with what was read last.
  Error problem(const std::string& reason) const;

 private:
  void expect(std::uint64_t bytes) const;
  void take(std::span<char> out);
  void fill();

  const ByteFile* file_;
  std::string format_;
  std::uint64_t next_, end_;
  std::vector<char> buffer_;  ///< bytes of the file from buffer_begin_
  std::uint64_t buffer_begin_ = 0;
};

}  // namespace neurank::checkpoint
