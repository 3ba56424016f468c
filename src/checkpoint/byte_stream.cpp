#include "checkpoint/byte_stream.hpp"
#include "base/cast.hpp"

#include <algorithm>

namespace neurank::checkpoint {
namespace {

constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 16;

}  // namespace

std::string ByteStream::text(std::uint64_t bytes) {
  expect(bytes);
  std::string text(bytes, '\0');
  take(text);
  return text;
}

void ByteStream::skip(std::uint64_t bytes) {
  expect(bytes);
  next_ += bytes;
}

std::string ByteStream::line(std::size_t most) {
  std::string line;
  for (char c = number<char>(); c != '\n'; c = number<char>()) {
    if (line.size() == most) throw problem("a line of more than " + std::to_string(most) + " bytes");
    line += c;
  }
  return line;
}

Error ByteStream::problem(const std::string& reason) const {
  return bad_file(*file_, format_, reason + " (at byte " + std::to_string(next_) + ")");
}

void ByteStream::expect(std::uint64_t bytes) const {
  if (bytes > end_ - next_) throw problem("it ends where " + std::to_string(bytes) + " more bytes are expected");
}

void ByteStream::take(std::span<char> out) {
  expect(out.size());
  while (!out.empty()) {
    if (next_ < buffer_begin_ || next_ >= buffer_begin_ + buffer_.size()) fill();
    const std::uint64_t offset = next_ - buffer_begin_;
    const std::size_t count = std::min<std::size_t>(out.size(), buffer_.size() - offset);
    std::copy_n(buffer_.begin() + to_index(offset), count, out.begin());
    next_ += count;
    out = out.subspan(count);
  }
}

void ByteStream::fill() {
  buffer_.resize(std::min(piece_bytes, end_ - next_));
  buffer_begin_ = next_;
  file_->read(next_, buffer_);
}

}  // namespace neurank::checkpoint
