#include "checkpoint/zip_directory.hpp"

#include <algorithm>

#include "checkpoint/byte_stream.hpp"
#include "checkpoint/json.hpp"

namespace neurank::checkpoint {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50, entry_signature = 0x02014b50, end_signature = 0x06054b50,
                        end64_signature = 0x06064b50, locator64_signature = 0x07064b50;
constexpr std::uint64_t local_bytes = 30, end_bytes = 22, end64_bytes = 56, locator64_bytes = 20;
constexpr std::uint64_t max_comment = 0xffff;
constexpr std::uint32_t in_extra = 0xffffffff;  ///< a 32-bit size or position that stands in the zip64 extra field
constexpr std::uint16_t extra64 = 1, encrypted = 1, method_stored = 0;

Error bad_zip(const ByteFile& file, const std::string& problem) { return bad_file(file, "torch zip", problem); }

/// Position of the record that ends every zip file; a comment may follow it.
std::uint64_t find_end(const ByteFile& file) {
  if (file.size() < end_bytes) throw bad_zip(file, "it has only " + std::to_string(file.size()) + " bytes");
  const std::uint64_t begin = file.size() - std::min(file.size(), end_bytes + max_comment);
  const std::string tail = file.text({begin, file.size()});
  const std::string signature(reinterpret_cast<const char*>(&end_signature), sizeof end_signature);
  for (std::size_t at = tail.rfind(signature); at != std::string::npos;
       at = at == 0 ? std::string::npos : tail.rfind(signature, at - 1)) {
    const std::uint64_t position = begin + at;
    if (tail.size() - at >= end_bytes &&
        position + end_bytes + file.number<std::uint16_t>(position + 20) == file.size())
      return position;
  }
  throw bad_zip(file, "its end is missing");
}

/// Where the directory lies, by the end record or the zip64 one.
ByteRange find_directory(const ByteFile& file) {
  const std::uint64_t end = find_end(file);
  std::uint64_t size = file.number<std::uint32_t>(end + 12), begin = file.number<std::uint32_t>(end + 16), limit = end;
  if (end >= locator64_bytes && file.number<std::uint32_t>(end - locator64_bytes) == locator64_signature) {
    limit = file.number<std::uint64_t>(end - locator64_bytes + 8);
    if (limit > end || end - limit < end64_bytes || file.number<std::uint32_t>(limit) != end64_signature)
      throw bad_zip(file, "its zip64 end is damaged");
    size = file.number<std::uint64_t>(limit + 40);
    begin = file.number<std::uint64_t>(limit + 48);
  }
  if (begin > limit || size > limit - begin) throw bad_zip(file, "its directory does not lie in the file");
  return {begin, begin + size};
}

/// The numbers of the zip64 extra field that stand for 32-bit ones which are too small, in order.
class Zip64Extra {
 public:
  Zip64Extra(const ByteFile& file, ByteRange extra) : file_(file) {
    for (std::uint64_t at = extra.begin; extra.end - at >= 4;) {
      const auto kind = file.number<std::uint16_t>(at), size = file.number<std::uint16_t>(at + 2);
      if (size > extra.end - at - 4) break;
      if (kind == extra64) field_ = {at + 4, at + 4 + size};
      at += 4 + size;
    }
  }

  std::uint64_t widen(std::uint32_t narrow) {
    if (narrow != in_extra) return narrow;
    if (field_.size() < 8) throw bad_zip(file_, "a zip64 size is missing");
    field_.begin += 8;
    return file_.number<std::uint64_t>(field_.begin - 8);
  }

 private:
  const ByteFile& file_;
  ByteRange field_;
};

/// The entry at the front of a stream that ends with the directory.
std::pair<std::string, ZipEntry> read_entry(const ByteFile& file, ByteStream& stream) {
  if (stream.number<std::uint32_t>() != entry_signature) throw stream.problem("its directory is damaged");
  stream.skip(4);
  const auto flags = stream.number<std::uint16_t>(), method = stream.number<std::uint16_t>();
  stream.skip(8);
  const auto packed = stream.number<std::uint32_t>(), size = stream.number<std::uint32_t>();
  const auto name_bytes = stream.number<std::uint16_t>(), extra_bytes = stream.number<std::uint16_t>(),
             comment_bytes = stream.number<std::uint16_t>();
  stream.skip(8);
  const auto header = stream.number<std::uint32_t>();
  std::string name = stream.text(name_bytes);
  const std::uint64_t extra_begin = stream.position();
  stream.skip(extra_bytes);
  stream.skip(comment_bytes);
  Zip64Extra extra(file, {extra_begin, extra_begin + extra_bytes});
  ZipEntry entry;
  entry.size = extra.widen(size);
  const std::uint64_t stored = extra.widen(packed);
  entry.header = extra.widen(header);
  entry.is_plain = method == method_stored && (flags & encrypted) == 0 && stored == entry.size;
  return {std::move(name), entry};
}

}  // namespace

ZipDirectory read_zip_directory(const ByteFile& file) {
  const ByteRange range = find_directory(file);
  ByteStream stream(file, "torch zip", range);
  ZipDirectory directory;
  while (stream.position() < range.end) {
    auto [name, entry] = read_entry(file, stream);
    if (!directory.emplace(name, entry).second) throw bad_zip(file, "entry " + in_quotes(name) + " comes twice");
  }
  return directory;
}

ByteRange zip_content(const ByteFile& file, const std::string& name, const ZipEntry& entry) {
  if (!entry.is_plain) throw bad_zip(file, "entry " + in_quotes(name) + " is compressed or encrypted");
  const bool fits = entry.header <= file.size() && file.size() - entry.header >= local_bytes;
  if (!fits || file.number<std::uint32_t>(entry.header) != local_signature)
    throw bad_zip(file, "entry " + in_quotes(name) + " is not where the directory says");
  const std::uint64_t begin = entry.header + local_bytes + file.number<std::uint16_t>(entry.header + 26) +
                              file.number<std::uint16_t>(entry.header + 28);
  if (begin > file.size() || entry.size > file.size() - begin)
    throw bad_zip(file,
                  "entry " + in_quotes(name) + " claims " + std::to_string(entry.size) + " bytes, more than there are");
  return {begin, begin + entry.size};
}

}  // namespace neurank::checkpoint
