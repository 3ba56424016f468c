#pragma once

#include <filesystem>

#include "checkpoint/tensor_to_write.hpp"

namespace neurank::checkpoint {

/// Writes an HDF5 file of weights as ELMo's are published: contiguous datasets of little-endian float32. The file
/// appears at once when it is whole. Throws Error when the disk is full or the folder cannot be written.
/// @param tensors whose names are the paths of the datasets: "RNN_0/RNN/MultiRNNCell/Cell0/LSTMCell/W_0"
void write_elmo_weights(const std::filesystem::path& file, std::span<const TensorToWrite> tensors);

}  // namespace neurank::checkpoint
