#pragma once

#include <filesystem>
#include <memory>

#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// Opens the HDF5 file in which ELMo's weights are published. Its datasets are named by their paths, joined with dots
/// as in other checkpoints: "RNN_0.RNN.MultiRNNCell.Cell0.LSTMCell.W_0". Datasets of float32 and float64 are read.
/// Every dataset must lie in the file as one piece (not in chunks, other files or links to them), with as many bytes as
/// its shape and type need: this is checked here, before anything is allocated for data. Throws Error otherwise, and
/// when the file is missing, cut or not HDF5.
std::unique_ptr<TensorSource> open_elmo_weights(const std::filesystem::path& file);

}  // namespace neurank::checkpoint
