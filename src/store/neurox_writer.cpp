#include "store/neurox_writer.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/cast.hpp"
#include "base/file.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "store/disk_room.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/hdf5_image.hpp"
#include "store/word_vectors.hpp"

namespace neurank::store {
namespace {

/// Bytes that such a file has at most: HDF5 needs less than 2 KiB to describe a dataset, and an index has each byte of
/// a text as up to six, `\u0001`.
std::uint64_t most_bytes(Index neurons, Index sentences, Index words, std::uint64_t text_bytes) {
  constexpr std::uint64_t of_file = 1 << 20, of_sentence = 2048, of_word = 1;
  return of_file + to_uint64(words * neurons) * sizeof(float) + to_uint64(sentences) * of_sentence +
         6 * (text_bytes + to_uint64(words) * of_word);
}

/// An empty file with room for so many bytes: a disk that is full while HDF5 writes cannot be told from a broken one.
void create_file(const std::filesystem::path& path, std::uint64_t bytes) {
  expect_room(path, bytes);
  const std::string empty = Hdf5Image().finish();
  const File disk(path, File::Mode::create);
  disk.write_at(0, empty.data(), empty.size());
  disk.reserve(bytes);
}

}  // namespace

struct NeuroxWriter::State {
  std::string unique(const std::string& sentence);

  std::filesystem::path path;
  Index layers, width;
  Handle file;
  Index sentences = 0;                              ///< that are in it
  std::unordered_map<std::string, int> times = {};  ///< how often each text was there, numbered ones too
  std::string index = {};                           ///< its JSON so far
  std::vector<float> stored = {};                   ///< of a sentence, layer by layer
};

/// A sentence as no other one is called.
std::string NeuroxWriter::State::unique(const std::string& sentence) {
  const auto [known, is_new] = times.emplace(sentence, 1);
  if (is_new) return sentence;
  int& count = known->second;
  std::string numbered;
  do numbered = sentence + " (Occurrence " + std::to_string(++count) + ")";
  while (!times.emplace(numbered, 1).second);
  return numbered;
}

NeuroxWriter::NeuroxWriter(const std::filesystem::path& path, Index layers, Index width, Index sentences, Index words,
                           std::uint64_t text_bytes) {
  NEURANK_EXPECT(path.extension() == ".hdf5" && layers > 0 && width > 0);
  const QuietHdf5 quiet;
  create_file(path, most_bytes(layers * width, sentences, words, text_bytes));
  state_ = std::make_unique<State>(State{path, layers, width, open_hdf5_file(path, Access::write)});
}

NeuroxWriter::~NeuroxWriter() {
  const QuietHdf5 quiet;
  state_.reset();
}

void NeuroxWriter::add(std::span<const std::string> words, std::span<const float> vectors) {
  const Index layers = state_->layers, width = state_->width, count = to_index(words.size());
  NEURANK_EXPECT(count > 0 && to_index(vectors.size()) == count * layers * width);
  const QuietHdf5 quiet;
  std::vector<float>& stored = state_->stored;
  stored.resize(vectors.size());
  for (Index layer = 0; layer < layers; ++layer)
    for (Index word = 0; word < count; ++word)
      std::copy_n(vectors.begin() + (word * layers + layer) * width, width,
                  stored.begin() + (layer * count + word) * width);
  const std::string name = std::to_string(state_->sentences++);
  write_numbers(state_->file.id(), name, {to_uint64(layers), to_uint64(count), to_uint64(width)}, stored.data());
  const std::string sentence = state_->unique(join({words.begin(), words.end()}, " "));
  state_->index.append(state_->index.empty() ? "{" : ", ").append(json_text(nlohmann::json(sentence), -1, true));
  state_->index.append(": \"").append(name).append("\"");
}

void NeuroxWriter::finish() {
  const QuietHdf5 quiet;
  NEURANK_EXPECT(state_->sentences > 0);
  const std::vector<std::string> index = {state_->index + "}"};
  write_texts(state_->file.id(), neurox_index, index);
  state_->file.close(state_->path);
}

}  // namespace neurank::store
