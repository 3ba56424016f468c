#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neurank {

/// SHA-256 of what comes piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();

  void add(std::string_view bytes);

  /// In lower case. Call once, at the end.
  std::string hexadecimal();

  /// As 32 bytes. Call one of both once, at the end.
  std::string bytes();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// SHA-256 as 32 bytes.
std::string sha256_bytes(std::string_view content);

/// SHA-256 in lower-case hexadecimal.
std::string sha256(std::string_view content);

/// SHA-256 over the contents of files, one after another in the given order. Throws Error when one cannot be read.
std::string sha256_of_files(const std::vector<std::filesystem::path>& files);

}  // namespace neurank
