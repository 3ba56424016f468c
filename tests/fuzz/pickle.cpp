#include "checkpoint/pickle.hpp"

#include "tensor_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  fuzz::may_fail([&] {
    const checkpoint::ByteFile file = fuzz::file_of(data, size);
    checkpoint::ByteStream stream(file, "torch", {0, file.size()});
    const checkpoint::Pickle pickle = checkpoint::read_pickle(stream);
    if (pickle.root.kind == checkpoint::PickleValue::Kind::dict) pickle.find(pickle.root, "state_dict");
  });
  return 0;
}
