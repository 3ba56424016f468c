// The activation file against the operating system's own reading and writing of the same bytes.
//   store_bench FOLDER [WORDS]
// Rows are as wide as bert-base's (N = 9984, float16). Both sides are run in turn, and the shortest wall time of each
// counts, because other programs may share the machine.

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <iostream>

#include "base/file.hpp"
#include "base/files.hpp"
#include "bench/bench.hpp"
#include "store/activation_file.hpp"

namespace neurank::store {
namespace {

constexpr Index layers = 13, width = 768, shard_words = 1024, block_rows = 64;
constexpr std::uint64_t row_bytes = layers * width * sizeof(Half);

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ActivationContent content_of(Index words, Index training_words) {
  ActivationContent content;
  content.words.assign(static_cast<std::size_t>(words), "activation");
  content.sentence_offsets = {0, words};
  content.splits = {Range{0, training_words}, Range{training_words, words}, Range{words, words}};
  return content;
}

std::vector<Range> shards_of(Index words) {
  std::vector<Range> shards;
  for (Index begin = 0; begin < words; begin += shard_words)
    shards.push_back({begin, std::min(words, begin + shard_words)});
  return shards;
}

void create(const std::filesystem::path& path, Index words, Index training_words, Index layer_count,
            Index layer_width) {
  ActivationHeader header;
  header.layers = layer_count, header.width = layer_width;
  header.layer_names.assign(static_cast<std::size_t>(layer_count), "layer");
  create_activation_file(path, header, content_of(words, training_words), shards_of(words));
}

ActivationRows random_rows(Range words) {
  ActivationRows rows(words, layers, width, DType::float16);
  std::vector<Index> positions(static_cast<std::size_t>(words.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = static_cast<Index>(i);
  const Matrix states = Matrix::Random(words.size(), width);
  for (Index layer = 0; layer < layers; ++layer)
    rows.put(positions, layer, ConstMatrixView(states.data(), words.size(), width));
  return rows;
}

void write_shards(const std::filesystem::path& path, const std::vector<ActivationRows>& rows) {
  const std::vector<std::uint8_t> valid(shard_words, 1);
  ActivationWriter writer(path, {});
  std::future<void> on_disk;  // waited for while the next shard is at work, as run_units() does
  for (std::size_t shard = 0; shard < rows.size(); ++shard) {
    writer.write_shard(static_cast<Index>(shard), rows[shard], valid);
    if (on_disk.valid()) on_disk.get();
    on_disk = std::async(std::launch::async, [&] { writer.sync(); });
  }
  on_disk.get();
}

void write_raw(const File& file, const std::vector<ActivationRows>& rows) {
  for (const ActivationRows& shard : rows) {
    file.write_at(static_cast<std::uint64_t>(shard.words().begin) * row_bytes, shard.data(), shard_words * row_bytes);
    file.sync_data();
  }
}

template <class Read>
double read_blocks(Index words, const Read& read) {
  std::vector<std::byte> block(block_rows * row_bytes);
  return seconds_of([&] {
    for (Index begin = 0; begin + block_rows <= words; begin += block_rows) read(begin, block.data());
  });
}

void compare(const char* what, const std::function<double()>& ours, const std::function<double()>& raw, double bytes) {
  double best_ours = 1e9, best_raw = 1e9;
  for (int repetition = 0; repetition < 5; ++repetition) {
    best_raw = std::min(best_raw, raw());
    best_ours = std::min(best_ours, ours());
  }
  std::cerr << what << ": " << bytes / best_ours / 1e6 << " MB/s, raw " << bytes / best_raw / 1e6 << " MB/s\n";
  bench::print_row(what, best_raw / best_ours);
}

void measure(const std::filesystem::path& folder, Index words) {
  const Index shards = words / shard_words;
  words = shards * shard_words;
  const double bytes = static_cast<double>(words) * row_bytes;
  const auto path = folder / "store_bench.h5", raw_path = folder / "store_bench.raw";
  std::cerr << "create, 10^6 words        " << seconds_of([&] { create(path, 1000000, 1000000, 1, 64); }) << " s\n";
  const File raw(raw_path, File::Mode::create);
  raw.reserve(static_cast<std::uint64_t>(bytes));
  std::vector<ActivationRows> rows;
  const double putting = seconds_of([&] {
    for (const Range& shard : shards_of(words)) rows.push_back(random_rows(shard));
  });
  std::cerr << "make random rows          " << putting << " s\n";
  const auto write_ours = [&] { return seconds_of([&] { write_shards(path, rows); }); };
  const auto write_theirs = [&] { return seconds_of([&] { write_raw(raw, rows); }); };
  create(path, words, 1, layers, width);  // statistics are of training words
  compare("write_plain", write_ours, write_theirs, bytes);
  create(path, words, words, layers, width);
  compare("write", write_ours, write_theirs, bytes);
  complete_activation_file(path);
  const ActivationReader reader(path);
  compare(
      "read_cached",
      [&] { return read_blocks(words, [&](Index at, void* out) {
              reader.read_rows({at, at + block_rows}, out);
            }); },
      [&] {
        return read_blocks(words,
                           [&](Index at, void* out) { raw.read_at(at * row_bytes, out, block_rows * row_bytes); });
      },
      bytes);
  const File ours(path, File::Mode::read);
  compare(
      "read_disk",
      [&] {
        ours.forget_cached();
        return read_blocks(words, [&](Index at, void* out) { reader.read_rows({at, at + block_rows}, out); });
      },
      [&] {
        raw.forget_cached();
        return read_blocks(words,
                           [&](Index at, void* out) { raw.read_at(at * row_bytes, out, block_rows * row_bytes); });
      },
      bytes);
  std::filesystem::remove(path);
  std::filesystem::remove(raw_path);
}

}  // namespace
}  // namespace neurank::store

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: store_bench FOLDER [WORDS]\n";
    return 1;
  }
  neurank::store::measure(argv[1], argc > 2 ? std::atol(argv[2]) : 50000);
}
