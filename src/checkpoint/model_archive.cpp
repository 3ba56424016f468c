#include "checkpoint/model_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/cast.hpp"
#include "base/text.hpp"

namespace neurank::checkpoint {
namespace {

/// Weights barely compress; text may. What claims more is made to fill memory.
constexpr std::uint64_t always_allowed = std::uint64_t{64} << 20, max_compression = 32;

Error bad_archive(const ByteFile& file, const std::string& problem) { return bad_file(file, "tar.gz", problem); }

/// A file that libarchive reads from front to back in pieces.
struct Source {
  const ByteFile& file;
  std::uint64_t next = 0;
  std::vector<char> piece = {};
  std::string failure = {};  ///< exceptions may not pass through the library
};

la_ssize_t read_piece(::archive* library, void* data, const void** piece) {
  auto& source = *static_cast<Source*>(data);
  try {
    source.piece.resize(std::min<std::uint64_t>(std::size_t{1} << 16, source.file.size() - source.next));
    source.file.read(source.next, source.piece);
  } catch (const Error& error) {
    source.failure = error.what();
    ::archive_set_error(library, EIO, "unreadable");
    return ARCHIVE_FATAL;
  }
  source.next += source.piece.size();
  *piece = source.piece.data();
  return static_cast<la_ssize_t>(source.piece.size());
}

/// An archive being read, entry by entry.
class Reader {
 public:
  explicit Reader(const ByteFile& file) : source_{file}, archive_(::archive_read_new(), ::archive_read_free) {
    ::archive_read_support_format_tar(archive_.get());
    ::archive_read_support_filter_gzip(archive_.get());
    expect_success(::archive_read_open(archive_.get(), &source_, nullptr, read_piece, nullptr));
  }

  /// The next entry, or nullptr after the last.
  ::archive_entry* next() {
    ::archive_entry* entry = nullptr;
    const int code = ::archive_read_next_header(archive_.get(), &entry);
    if (code == ARCHIVE_EOF) return nullptr;
    expect_success(code);
    return entry;
  }

  /// The next bytes of the entry; 0 at its end.
  std::size_t read(std::span<char> out) {
    const la_ssize_t count = ::archive_read_data(archive_.get(), out.data(), out.size());
    expect_success(count < 0 ? checked_cast<int>(count) : ARCHIVE_OK);
    return to_size(count);
  }

 private:
  /// A warning is about a name or a date that this system cannot express.
  void expect_success(int code) const {
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN) return;
    if (!source_.failure.empty()) throw input_error(source_.failure);
    const char* reason = ::archive_error_string(archive_.get());
    throw bad_archive(source_.file, reason == nullptr ? "it is damaged" : reason);
  }

  Source source_;
  std::unique_ptr<::archive, decltype(&::archive_read_free)> archive_;
};

std::string name_of(::archive_entry* entry) {
  const char* name = ::archive_entry_pathname(entry);
  const std::string_view view = name == nullptr ? "" : name;
  return std::string(view.starts_with("./") ? view.substr(2) : view);
}

std::uint64_t size_of(::archive_entry* entry) {
  return to_uint64(std::max<la_int64_t>(0, ::archive_entry_size(entry)));
}

ByteFile unpack(const ByteFile& archive, Reader& reader, const std::string& member, std::uint64_t size) {
  ByteFile content = ByteFile::in_memory(archive.path() / member);
  std::vector<char> piece(std::size_t{1} << 18);
  while (const std::size_t count = reader.read(piece)) {
    if (count > size - content.size()) throw bad_archive(archive, member + " is larger than it says");
    content.append({piece.data(), count});
  }
  if (content.size() != size) throw bad_archive(archive, member + " is smaller than it says");
  return content;
}

}  // namespace

ByteFile unpack_member(const ByteFile& archive, const std::string& member) {
  const std::uint64_t limit = always_allowed + max_compression * archive.size();
  std::uint64_t claimed = 0;
  Reader reader(archive);
  while (::archive_entry* entry = reader.next()) {
    const std::uint64_t size = size_of(entry);
    if (size > limit - claimed)
      throw bad_archive(archive,
                        "its " + bytes_text(archive.size()) + " claim to unpack to more than " + bytes_text(limit));
    claimed += size;
    if (name_of(entry) != member) continue;
    if (::archive_entry_filetype(entry) != AE_IFREG) throw bad_archive(archive, member + " is not a file in it");
    return unpack(archive, reader, member, size);
  }
  throw bad_archive(archive, "it holds no " + member);
}

}  // namespace neurank::checkpoint
