#pragma once

#include "checkpoint/stored_tensors.hpp"

namespace neurank::checkpoint {

/// The tensors of a file that torch.save wrote, of either format: a zip archive (PyTorch 1.6 and later) or pickles
/// followed by raw data. They are those of the saved dict, or of the dict under its key "state_dict". Views, shared
/// storages and tensors saved from a GPU are read; anything else in the dict is passed over. Storages are checked
/// against the file and views against their storage; throws Error when something does not fit, or the pickle asks for
/// what tensors do not need.
TensorTable list_torch_tensors(const ByteFile& file);

}  // namespace neurank::checkpoint
