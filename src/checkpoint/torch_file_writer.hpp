#pragma once

#include <filesystem>

#include "checkpoint/tensor_to_write.hpp"

namespace neurank::checkpoint {

/// Writes tensors as torch.save writes a dict of them in its old format, that of AllenNLP's published weights.th:
/// pickles, then the numbers. torch.load reads it. The file appears at once when it is whole. Throws Error when the
/// disk is full or the folder cannot be written.
/// @param tensors each name once
void write_torch_file(const std::filesystem::path& file, std::span<const TensorToWrite> tensors);

}  // namespace neurank::checkpoint
