#include "checkpoint/byte_file.hpp"

#include <bit>

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "published weights are little endian");

File open_regular_file(const fs::path& path) {
  expect_regular_file(path);
  return {path, File::Mode::read};
}

}  // namespace

ByteFile::ByteFile(const fs::path& path) : ByteFile(open_regular_file(path)) {}

ByteFile ByteFile::in_memory(fs::path name) { return ByteFile(File::in_memory(std::move(name))); }

void ByteFile::read(std::uint64_t begin, std::span<char> out) const {
  if (begin > size_ || out.size() > size_ - begin)
    throw input_error(path().string() + ": has " + std::to_string(size_) + " bytes, too few for " +
                          std::to_string(out.size()) + " at " + std::to_string(begin),
                      "fetch or save the file again");
  file_.read_at(begin, out.data(), out.size());
}

std::string ByteFile::text(ByteRange range) const {
  NEURANK_EXPECT(range.begin <= range.end && range.end <= size_);
  std::string text(range.size(), '\0');
  read(range.begin, text);
  return text;
}

void ByteFile::append(std::span<const char> bytes) {
  file_.write_at(size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

Error bad_file(const ByteFile& file, const std::string& format, const std::string& problem) {
  return input_error(file.path().string() + ": not a usable " + format + " file: " + problem,
                     "fetch or save the file again");
}

}  // namespace neurank::checkpoint
