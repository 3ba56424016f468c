#include <filesystem>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/files.hpp"
#include "store/activation_layout.hpp"
#include "store/disk_room.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/hdf5_image.hpp"
#include "store/label_columns.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;

hsize_t extent(Index count) { return checked_cast<hsize_t>(count); }

void write_header(hid_t file, const ActivationHeader& header) {
  set_text(file, "format", layout::format);
  set_integer(file, "version", layout::version);
  set_text(file, "model", header.model);
  set_text(file, "family", header.family);
  set_text(file, "site", header.site);
  set_integer(file, "layers", header.layers);
  set_integer(file, "depth", header.depth);
  set_integer(file, "width", header.width);
  set_texts(file, "layer_names", header.layer_names);
  if (!header.activation.empty()) set_text(file, "activation", header.activation);
  set_text(file, "checkpoint_sha256", header.checkpoint_sha256);
  set_text(file, "corpus_sha256", header.corpus_sha256);
  set_text(file, "word_rule", header.word_rule);
  set_text(file, "dtype", name_of(header.dtype));
  set_text(file, "settings", header.settings);
  if (!header.fingerprint.empty()) set_text(file, layout::fingerprint, header.fingerprint);
  set_integer(file, layout::complete, 0);
}

/// A header that leaves the layers' numbers open has all of the model's.
ActivationHeader with_numbers(ActivationHeader header) {
  if (!header.layer_numbers.empty()) return header;
  header.layer_numbers.resize(to_size(header.layers));
  std::iota(header.layer_numbers.begin(), header.layer_numbers.end(), Index{0});
  header.depth = header.layers - 1;
  return header;
}

void write_layers(hid_t file, const ActivationHeader& header) {
  const std::vector<std::int64_t> numbers(header.layer_numbers.begin(), header.layer_numbers.end());
  const std::vector<std::int64_t> widths(to_size(header.layers), header.width);
  write_numbers(file, layout::layer_numbers, {numbers.size()}, numbers.data());
  write_numbers(file, layout::layer_widths, {widths.size()}, widths.data());
}

std::vector<std::int64_t> ends_of(std::span<const Range> ranges) {
  std::vector<std::int64_t> ends;
  for (const Range& range : ranges) ends.insert(ends.end(), {range.begin, range.end});
  return ends;
}

void write_offsets(hid_t file, const char* name, const std::vector<Index>& offsets) {
  const std::vector<std::int64_t> numbers(offsets.begin(), offsets.end());
  write_numbers(file, name, {numbers.size()}, numbers.data());
}

void write_content(hid_t file, const ActivationContent& content) {
  write_texts(file, layout::words, content.words);
  write_offsets(file, layout::sentence_offsets, content.sentence_offsets);
  if (!content.document_offsets.empty()) write_offsets(file, layout::document_offsets, content.document_offsets);
  for (const corpus::Split split : all_of<corpus::Split>())
    write_numbers<std::int64_t>(file, std::string(layout::splits) + name_of(split), {2},
                                ends_of({&content.splits[to_size(split)], 1}).data());
  for (const auto& [column, labels] : content.labels) write_label_column(file, column, labels);
  if (!content.labels_hash.empty()) set_text(file, layout::labels_hash, content.labels_hash);
}

void make_word_datasets(hid_t file, Index words) {
  const std::vector<std::int8_t> zeros(to_size(words), 0);
  write_numbers(file, layout::valid, {extent(words)}, reinterpret_cast<const std::uint8_t*>(zeros.data()));
  write_numbers(file, layout::invalid_reason, {extent(words)}, zeros.data());
  const std::string reasons[] = {"the word has a vector", "the tokenizer leaves no piece"};
  set_texts(open_dataset(file, layout::invalid_reason).id(), "names", reasons);
}

void make_shards(hid_t file, std::span<const Range> shards, Index neurons) {
  const std::vector<std::int64_t> zeros(shards.size(), 0);
  write_numbers(file, layout::shard_words, {shards.size(), 2}, ends_of(shards).data());
  write_numbers(file, layout::shard_written, {shards.size()}, std::vector<std::uint8_t>(shards.size(), 0).data());
  write_numbers(file, layout::shard_hash, {shards.size(), layout::hash_digits},
                std::vector<std::uint8_t>(shards.size() * layout::hash_digits, 0).data());
  write_numbers(file, layout::shard_count, {shards.size()}, zeros.data());
  write_numbers<std::int64_t>(file, layout::statistics_count, {}, std::vector<std::int64_t>{0}.data());
  for (const char* name : layout::statistics) create_dataset(file, name, H5T_IEEE_F64LE, {extent(neurons)});
}

bool cover_all(std::span<const Range> shards, Index words) {
  Index next = 0;
  for (const Range& shard : shards) {
    if (shard.begin != next || shard.end <= shard.begin) return false;
    next = shard.end;
  }
  return next == words;
}

void expect_consistent(const ActivationHeader& header, const ActivationContent& content,
                       std::span<const Range> shards) {
  const auto words = to_index(content.words.size());
  NEURANK_EXPECT(words > 0 && header.neurons() > 0);
  NEURANK_EXPECT(to_index(header.layer_names.size()) == header.layers);
  NEURANK_EXPECT(to_index(header.layer_numbers.size()) == header.layers);
  NEURANK_EXPECT(!content.sentence_offsets.empty() && content.sentence_offsets.back() == words);
  NEURANK_EXPECT(cover_all(shards, words));
  for ([[maybe_unused]] const auto& labels : content.labels)
    NEURANK_EXPECT(to_index(labels.second.ids.size()) == words);
}

std::string bytes_without_rows(const ActivationHeader& header, const ActivationContent& content,
                               std::span<const Range> shards) {
  Hdf5Image file;
  write_header(file.id(), header);
  write_layers(file.id(), header);
  write_content(file.id(), content);
  make_word_datasets(file.id(), to_index(content.words.size()));
  make_shards(file.id(), shards, header.neurons());
  return file.finish();
}

/// Adds what is as large as the corpus: activations and every shard's statistics, allocated and not written.
void add_rows(const fs::path& path, Index words, std::size_t shards, Index neurons, DType dtype) {
  Handle file = open_hdf5_file(path, Access::write, nullptr, layout::alignment);
  create_dataset(file.id(), layout::shard_statistics, H5T_IEEE_F64LE, {shards, 4, extent(neurons)});
  const Handle type = layout::activation_type(dtype);
  create_dataset(file.id(), layout::activations, type.id(), {extent(words), extent(neurons)});
  file.close(path);
}

void write_new_file(const fs::path& path, const ActivationHeader& header, const ActivationContent& content,
                    std::span<const Range> shards) {
  constexpr std::uint64_t spare_bytes = 1 << 20;  // more than HDF5 needs to describe two datasets
  const auto words = to_index(content.words.size());
  const std::string begin = bytes_without_rows(header, content, shards);
  const std::uint64_t rows = to_uint64(words * header.neurons()) * layout::number_bytes(header.dtype) +
                             shards.size() * to_uint64(4 * header.neurons()) * sizeof(double);
  const std::uint64_t gaps = rows < layout::alignment ? 0 : 2 * layout::alignment;
  const File disk(path, File::Mode::create);
  disk.write_at(0, begin.data(), begin.size());
  disk.reserve(begin.size() + rows + gaps + spare_bytes);
  add_rows(path, words, shards.size(), header.neurons(), header.dtype);
  disk.reserve(disk.size());
}

}  // namespace

std::uint64_t activation_file_bytes(Index words, Index neurons, DType dtype) {
  // Beside the activations: word, offset, validity, some labels; statistics of a few hundred shards.
  constexpr std::uint64_t bytes_a_word = 64, bytes_a_neuron = 4096;
  const auto t = to_uint64(words), n = to_uint64(neurons);
  return t * n * layout::number_bytes(dtype) + t * bytes_a_word + n * bytes_a_neuron;
}

fs::path unfinished_file(const fs::path& path) { return path.string() + ".tmp"; }

void create_activation_file(const fs::path& path, const ActivationHeader& given, const ActivationContent& content,
                            std::span<const Range> shards) {
  const ActivationHeader header = with_numbers(given);
  expect_consistent(header, content, shards);
  const QuietHdf5 quiet;
  const auto words = to_index(content.words.size());
  expect_room(path, to_uint64(words * header.neurons()) * layout::number_bytes(header.dtype));
  const fs::path temporary = unfinished_file(path);
  try {
    write_new_file(temporary, header, content, shards);
    publish_file(temporary, path);
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
}

}  // namespace neurank::store
