#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// A tensor as a safetensors file declares it.
struct SafetensorsEntry {
  std::string dtype;        ///< "F32", "BF16", "I64", ...
  Shape shape;              ///< checked: its size in bytes is end - begin
  std::uint64_t begin = 0;  ///< bytes from the start of the file
  std::uint64_t end = 0;
};

/// Reads a file in the safetensors format: u64 header length (little endian), JSON header, raw little-endian data.
class SafetensorsFile final : public TensorSource {
 public:
  /// Reads and checks the header against the size of the file before anything is allocated for data: every tensor lies
  /// in the file, has as many bytes as its shape and type need, and tensors follow each other without gap or overlap.
  /// Throws Error otherwise.
  explicit SafetensorsFile(std::filesystem::path file);

  const std::filesystem::path& file() const override { return file_; }
  std::vector<std::string> names() const override;
  const Shape* find(std::string_view name) const override;

  /// F64, F32, F16 and BF16 are read.
  void read(std::string_view name, std::span<float> out) const override;

  const std::map<std::string, SafetensorsEntry, std::less<>>& entries() const { return entries_; }

 private:
  std::filesystem::path file_;
  std::map<std::string, SafetensorsEntry, std::less<>> entries_;
};

/// A tensor in memory, row-major.
struct NamedTensor {
  std::string name;
  Shape shape;
  std::vector<float> values;
};

/// Writes tensors as F32 into a safetensors file, which appears whole or not at all.
/// @pre names differ, and every tensor has as many values as its shape says
void write_safetensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors);

}  // namespace neurank::checkpoint
