#pragma once

#include <vector>

#include "checkpoint/stored_tensors.hpp"
#include "fuzz.hpp"

namespace neurank::fuzz {

/// The fuzzer's input as a file.
inline checkpoint::ByteFile file_of(const std::uint8_t* data, std::size_t size) {
  checkpoint::ByteFile file = checkpoint::ByteFile::in_memory("input");
  file.append(text_of(data, size));
  return file;
}

/// Lists the tensors of a file and reads those that are numbers.
inline void read_all(checkpoint::ByteFile file, checkpoint::TensorTable (*list)(const checkpoint::ByteFile&)) {
  const checkpoint::StoredTensors tensors(std::move(file), list);
  for (const std::string& name : tensors.names()) {
    std::vector<float> values(static_cast<std::size_t>(checkpoint::num_elements(*tensors.find(name))));
    may_fail([&] { tensors.read(name, values); });
  }
}

}  // namespace neurank::fuzz
