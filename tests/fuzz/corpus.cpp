#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "corpus/corpus.hpp"
#include "fuzz.hpp"

// The first byte chooses the format, the rest is the corpus file; of `parallel`, the text and then its label file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  using corpus::CorpusSettings;
  using corpus::Format;
  if (size == 0) return 0;
  static const std::string base = "/dev/shm/neurank-fuzz-" + std::to_string(::getpid());
  const std::string file = base + ".word";
  static const CorpusSettings formats[] = {
      {.format = Format::conll, .columns = {{"a", "1"}, {"b", "2"}}},
      {.format = Format::conllu, .columns = {{"a", "upos"}, {"b", "feats:Number"}}},
      {.format = Format::pipe, .columns = {{"a", "pos"}, {"b", "category"}}},
      {.format = Format::ccgbank, .columns = {{"a", "category"}, {"b", "xpos"}}},
      {.format = Format::pmb, .columns = {{"a", "sem"}, {"b", "1"}}},
      {.format = Format::parallel, .columns = {{"a", "label"}}},
  };
  CorpusSettings settings = formats[data[0] % std::size(formats)];
  settings.train = {file};
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  const std::size_t half = settings.format == Format::parallel ? text.size() / 2 : text.size();
  std::ofstream(file, std::ios::binary) << text.substr(0, half);
  std::ofstream(base + ".label", std::ios::binary) << text.substr(half);
  fuzz::may_fail([&] { corpus::read_corpus(settings); });
  for (const char* extension : {".word", ".label"}) std::filesystem::remove(base + extension);
  return 0;
}
