#include "checkpoint/safetensors.hpp"

#include "tensor_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  fuzz::may_fail([&] { fuzz::read_all(fuzz::file_of(data, size), checkpoint::list_safetensors); });
  return 0;
}
