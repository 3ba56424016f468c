#pragma once

#include <filesystem>
#include <memory>

#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// config.json of a published model folder. Throws Error when there is no such folder or it has no config.json.
std::filesystem::path config_file(const std::filesystem::path& folder);

/// The file that holds the weights of a published model folder. Throws Error when there is none that we read.
std::filesystem::path weights_file(const std::filesystem::path& folder);

/// Opens a file of weights.
std::unique_ptr<TensorSource> open_weights(const std::filesystem::path& file);

}  // namespace neurank::checkpoint
