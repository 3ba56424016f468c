#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "checkpoint/model_config.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

// A model lies where it was published: a folder with a config and weights. Each function throws Error when there is no
// such folder, or the files that it needs are missing or bad.

/// The published configuration, config.json or ELMo's options.json.
ModelConfig read_model_config(const std::filesystem::path& model);

/// Opens the published weights.
std::unique_ptr<TensorSource> open_weights(const std::filesystem::path& model);

/// The files that the two read, config first, for hashing.
std::vector<std::filesystem::path> model_files(const std::filesystem::path& model);

}  // namespace neurank::checkpoint
