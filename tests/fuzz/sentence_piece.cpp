#include "tokenizer_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  static const test::ScratchFolder folder;
  fuzz::write(folder / "spiece.model", fuzz::text_of(data, size));
  fuzz::load_and_cut(folder.path(), "The goat\u3000 (\ufb01\u65e5\u65e5) \uff21<eop>9, <mask>the\u200b \u0001 19,");
  return 0;
}
