#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "checkpoint/stored_tensors.hpp"

namespace neurank::checkpoint {

/// The tensors of a file in the safetensors format: u64 header length (little endian), JSON header, raw little-endian
/// data. Every tensor is checked to lie in the file and to have as many bytes as its shape and type need, and tensors
/// to follow each other without gap or overlap; throws Error otherwise. A tensor that the metadata give other names is
/// there under each.
TensorTable list_safetensors(const ByteFile& file);

/// A safetensors file whose tensors are read when they are asked for. Throws Error as list_safetensors() does.
class SafetensorsFile final : public StoredTensors {
 public:
  explicit SafetensorsFile(const std::filesystem::path& file) : StoredTensors(ByteFile(file), list_safetensors) {}
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
