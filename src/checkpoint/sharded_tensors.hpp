#pragma once

#include <map>
#include <memory>
#include <vector>

#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// Opens a file of weights.
using OpenTensors = std::unique_ptr<TensorSource> (*)(const std::filesystem::path& file);

/// The files that an index names ({"weight_map": {tensor: file}}), each once, in the folder of the index. Throws Error
/// when the file is not such an index, when a name leads out of the folder, and when a file is missing.
std::vector<std::filesystem::path> shard_files(const std::filesystem::path& index);

/// Tensors that an index spreads over several files.
class ShardedTensors final : public TensorSource {
 public:
  /// Opens all the files. Throws Error when one is missing or bad, or lacks a tensor of the index.
  ShardedTensors(const std::filesystem::path& index, OpenTensors open);

  const std::filesystem::path& file() const override { return index_; }
  std::vector<std::string> names() const override;
  const Shape* find(std::string_view name) const override;
  void read(std::string_view name, std::span<float> out) const override;
  std::optional<NarrowNumbers> narrow(std::string_view name) const override;

 private:
  std::filesystem::path index_;
  std::vector<std::unique_ptr<TensorSource>> shards_;
  std::map<std::string, const TensorSource*, std::less<>> shard_of_;
};

}  // namespace neurank::checkpoint
