#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace neurank {
namespace {

namespace fs = std::filesystem;

/// A POSIX descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (number_ < 0) throw disk_error(path, "open", errno);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void write_all(const fs::path& path, const std::string& content) {
  Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t count = ::write(file.number(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw disk_error(path, "write", errno);
    done += static_cast<std::size_t>(count);
  }
}

}  // namespace

Error disk_error(const fs::path& path, const std::string& doing, int code) {
  return input_error(path.string() + ": cannot " + doing + " (" + std::strerror(code) + ")",
                     code == ENOSPC || code == EDQUOT ? full_disk_remedy : "");
}

std::string read_file(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) throw input_error(path.string() + ": no such file");
  if (!fs::is_regular_file(path, code)) throw input_error(path.string() + ": not a file");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  if (in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
  if (!in.is_open() || in.bad() || content.fail()) throw disk_error(path, "read", errno);
  return std::move(content).str();
}

void write_file(const fs::path& path, const std::string& content) {
  const fs::path temporary = path.string() + ".tmp";
  try {
    write_all(temporary, content);
    publish_file(temporary, path);
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
}

void sync_file(const fs::path& path) {
  const Descriptor file(path, fs::is_directory(path) ? O_RDONLY : O_RDWR);
  if (::fsync(file.number()) != 0) throw disk_error(path, "sync", errno);
}

void publish_file(const fs::path& temporary, const fs::path& final_name) {
  sync_file(temporary);
  if (::rename(temporary.c_str(), final_name.c_str()) != 0) throw disk_error(final_name, "rename into place", errno);
  sync_file(final_name.has_parent_path() ? final_name.parent_path() : fs::path("."));
}

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) throw disk_error(path, "make the folder", code.value());
}

std::uint64_t free_bytes(const fs::path& path) {
  fs::path existing = fs::absolute(path);
  while (!fs::exists(existing) && existing.has_relative_path()) existing = existing.parent_path();
  std::error_code code;
  const fs::space_info space = fs::space(existing, code);
  if (code) throw disk_error(existing, "ask for free space", code.value());
  return space.available;
}

}  // namespace neurank
