#include "base/files.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/file.hpp"

namespace neurank {

namespace fs = std::filesystem;

Error disk_error(const fs::path& path, const std::string& doing, int code) {
  return input_error(path.string() + ": cannot " + doing + " (" + std::strerror(code) + ")",
                     code == ENOSPC || code == EDQUOT ? full_disk_remedy : "");
}

Error access_error(const fs::filesystem_error& error) {
  return input_error(error.path1().string() + ": cannot be used (" + error.code().message() + ")",
                     "check its name and its permissions");
}

std::string read_file(const fs::path& path) {
  expect_regular_file(path);
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  if (in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
  if (!in.is_open() || in.bad() || content.fail()) throw disk_error(path, "read", errno);
  return std::move(content).str();
}

void write_file(const fs::path& path, const std::string& content) {
  write_file(path, [&](const File& file) { file.write(content); });
}

void write_file(const fs::path& path, const std::function<void(const File& file)>& write) {
  const fs::path temporary = path.string() + ".tmp";
  try {
    write(File(temporary, File::Mode::replace));
    publish_file(temporary, path);
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
}

void sync_file(const fs::path& path) {
  File(path, fs::is_directory(path) ? File::Mode::read : File::Mode::write).sync();
}

void publish_file(const fs::path& temporary, const fs::path& final_name) {
  sync_file(temporary);
  if (::rename(temporary.c_str(), final_name.c_str()) != 0) throw disk_error(final_name, "rename into place", errno);
  sync_file(final_name.has_parent_path() ? final_name.parent_path() : fs::path("."));
}

void link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::remove(to, code);
  fs::create_hard_link(from, to, code);
  if (code) fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
  if (code) throw disk_error(to, "copy the file " + from.string(), code.value());
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
