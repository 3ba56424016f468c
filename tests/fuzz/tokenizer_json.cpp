#include <algorithm>

#include "tokenizer_folder.hpp"

/// A tokenizer.json and a text, with a zero byte between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  static const test::ScratchFolder folder;
  const std::string_view all = fuzz::text_of(data, size), json = all.substr(0, all.find('\0'));
  fuzz::write(folder / "tokenizer.json", json);
  fuzz::load_and_cut(folder.path(), all.substr(std::min(json.size() + 1, all.size())));
  return 0;
}
