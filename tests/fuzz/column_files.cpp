#include "corpus/corpus.hpp"
#include "tokenizer_folder.hpp"

// The first byte chooses how the columns are found, the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  using corpus::CorpusSettings;
  using corpus::Format;
  if (size == 0) return 0;
  static const test::ScratchFolder folder;
  static const CorpusSettings formats[] = {
      {.format = Format::conll, .columns = {{"a", "1"}}},
      {.format = Format::conll, .word_column = 1, .columns = {{"a", "3"}}},
      {.format = Format::conllu, .columns = {{"a", "PARSEME:MWE"}, {"b", "upos"}}},
      {.format = Format::conll2009, .columns = {{"a", "pos"}}},
      {.format = Format::conll2012, .columns = {{"a", "pos"}}},
  };
  CorpusSettings settings = formats[data[0] % std::size(formats)];
  settings.train = {folder / "train.txt"};
  settings.dev_every = 2;
  fuzz::write(settings.train[0], fuzz::text_of(data + 1, size - 1));
  fuzz::may_fail([&] { corpus::read_corpus(settings); });
  return 0;
}
