#include "checkpoint/sharded_tensors.hpp"

#include "base/error.hpp"
#include "checkpoint/json.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

/// An index: file of each tensor.
using WeightMap = std::map<std::string, fs::path>;

bool is_plain_file_name(const std::string& name) {
  const bool is_special = name.empty() || name == "." || name == "..";
  return !is_special && name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

WeightMap read_index(const fs::path& index) {
  const Json json = read_json_object(index);
  const auto found = json.find("weight_map");
  if (found == json.end() || !found->is_object() || found->empty())
    throw input_error(index.string() + ": no weight_map of tensors to files");
  WeightMap files;
  for (const auto& [tensor, file] : found->items()) {
    if (!file.is_string() || !is_plain_file_name(file.get<std::string>()))
      throw input_error(index.string() + ": weight_map." + in_quotes(tensor) + " is " + in_quotes(json_text(file)) +
                        ", expected the name of a file in the same folder");
    files.emplace(tensor, index.parent_path() / file.get<std::string>());
  }
  return files;
}

/// The files of an index, which must be there.
std::vector<fs::path> present_files(const fs::path& index, const WeightMap& weights) {
  std::map<fs::path, std::string> first_tensors;
  for (const auto& [tensor, file] : weights) first_tensors.emplace(file, tensor);
  std::vector<fs::path> files;
  for (const auto& [file, tensor] : first_tensors) {
    std::error_code code;
    if (!fs::exists(file, code))
      throw input_error(file.string() + ": no such file, although " + index.filename().string() + " places tensor " +
                            in_quotes(tensor) + " there",
                        "fetch all files of the model");
    files.push_back(file);
  }
  return files;
}

}  // namespace

std::vector<fs::path> shard_files(const fs::path& index) { return present_files(index, read_index(index)); }

ShardedTensors::ShardedTensors(const fs::path& index, OpenTensors open) : index_(index) {
  const WeightMap weights = read_index(index);
  std::map<fs::path, const TensorSource*> opened;
  for (const fs::path& file : present_files(index, weights)) {
    shards_.push_back(open(file));
    opened.emplace(file, shards_.back().get());
  }
  for (const auto& [tensor, file] : weights) {
    const TensorSource* shard = opened.at(file);
    if (shard->find(tensor) == nullptr)
      throw input_error(file.string() + ": tensor " + in_quotes(tensor) + " is missing, although " +
                            index.filename().string() + " places it there",
                        "fetch all files of the model again");
    shard_of_.emplace(tensor, shard);
  }
}

std::vector<std::string> ShardedTensors::names() const {
  std::vector<std::string> names;
  for (const auto& [name, shard] : shard_of_) names.push_back(name);
  return names;
}

const Shape* ShardedTensors::find(std::string_view name) const {
  const auto found = shard_of_.find(name);
  return found == shard_of_.end() ? nullptr : found->second->find(name);
}

std::optional<NarrowNumbers> ShardedTensors::narrow(std::string_view name) const {
  const auto found = shard_of_.find(name);
  NEURANK_EXPECT(found != shard_of_.end());
  return found->second->narrow(name);
}

void ShardedTensors::read(std::string_view name, std::span<float> out) const {
  const auto found = shard_of_.find(name);
  NEURANK_EXPECT(found != shard_of_.end());
  found->second->read(name, out);
}

}  // namespace neurank::checkpoint
