#include <algorithm>
#include <vector>

#include "store/word_vectors.hpp"
#include "tokenizer_folder.hpp"

/// A file of NeuroX's JSON, all of whose vectors are read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  static const test::ScratchFolder folder;
  fuzz::write(folder / "vectors.json", fuzz::text_of(data, size));
  fuzz::may_fail([&] {
    const auto vectors = store::open_neurox_json(folder / "vectors.json");
    for (Index sentence = 0; sentence < vectors->num_sentences(); ++sentence) {
      const auto words = static_cast<std::size_t>(vectors->num_words(sentence));
      std::vector<float> out(words * static_cast<std::size_t>(vectors->layout().neurons()));
      vectors->read(sentence, out);
    }
  });
  return 0;
}
