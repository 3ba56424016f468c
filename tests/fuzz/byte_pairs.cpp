#include <algorithm>

#include "tokenizer_folder.hpp"

/// A vocabulary, its merges and a text, with zero bytes between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  static const test::ScratchFolder folder;
  std::string_view rest = fuzz::text_of(data, size);
  const auto next = [&] {
    const std::string_view part = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return part;
  };
  fuzz::write(folder / "vocab.json", next());
  fuzz::write(folder / "merges.txt", next());
  fuzz::load_and_cut(folder.path(), rest);
  return 0;
}
