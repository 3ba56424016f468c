#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "checkpoint/model_config.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

// A model lies where it was published: a folder with
// - config.json, or ELMo's options.json (also with a longer name, NAME_options.json), and
// - the first that exists of model.safetensors, pytorch_model.bin (either may be cut into shards, which a .index.json
//   names), weights.th, or beside ELMo's options one .hdf5 file;
// or an archive NAME.tar.gz of config.json and weights.th, or a folder with a model.tar.gz and no config of its own.
// Each function throws Error when there is no such folder, or the files that it needs are missing or bad.

/// Whether a path leads to an archive or a folder with a configuration. Throws nothing.
bool is_model(const std::filesystem::path& path);

/// The published configuration.
ModelConfig read_model_config(const std::filesystem::path& model);

/// Opens the published weights.
std::unique_ptr<TensorSource> open_weights(const std::filesystem::path& model);

/// The files that the two read, config first, for hashing.
std::vector<std::filesystem::path> model_files(const std::filesystem::path& model);

}  // namespace neurank::checkpoint
