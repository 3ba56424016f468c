#include "checkpoint/model_archive.hpp"
#include "tensor_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  fuzz::may_fail([&] { checkpoint::unpack_member(fuzz::file_of(data, size), "weights.th"); });
  return 0;
}
