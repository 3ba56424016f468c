#include <algorithm>
#include <functional>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/label_columns.hpp"

namespace neurank::store {
namespace {

Error damaged(const std::string& path, const std::string& problem) {
  return input_error(path + ": " + problem + " (the file is damaged)", "extract it again");
}

void expect_format(hid_t file, const std::string& path) {
  if (!has_attribute(file, "format") || text_attribute(file, "format") != layout::format)
    throw input_error(path + ": is not an activation file of neurank");
  const Index version = integer_attribute(file, "version");
  if (version != 1 && version != layout::version)
    throw input_error(path + ": has format version " + std::to_string(version) + " (this program reads 1 and " +
                          std::to_string(layout::version) + ")",
                      "extract it again or use the program's other version");
  if (integer_attribute(file, layout::complete) != 1)
    throw input_error(path + ": is not complete", "run the extraction again, it resumes where it stopped");
}

ActivationHeader read_header(hid_t file, const std::string& path) {
  ActivationHeader header;
  header.model = text_attribute(file, "model");
  header.family = text_attribute(file, "family");
  header.layers = integer_attribute(file, "layers");
  header.width = integer_attribute(file, "width");
  header.layer_names = texts_attribute(file, "layer_names");
  if (has_attribute(file, "activation")) header.activation = text_attribute(file, "activation");
  header.checkpoint_sha256 = text_attribute(file, "checkpoint_sha256");
  header.corpus_sha256 = text_attribute(file, "corpus_sha256");
  header.word_rule = text_attribute(file, "word_rule");
  if (has_attribute(file, layout::first_word_length))
    header.first_word_length = real_attribute(file, layout::first_word_length);
  header.settings = text_attribute(file, "settings");
  if (has_attribute(file, layout::fingerprint)) header.fingerprint = text_attribute(file, layout::fingerprint);
  const std::string dtype = text_attribute(file, "dtype");
  if (dtype != "float16" && dtype != "float32") throw damaged(path, "has activations of unknown type " + dtype);
  header.dtype = dtype == "float16" ? DType::float16 : DType::float32;
  constexpr Index most = 1 << 24;  // keeps layers x width within an Index
  if (header.layers < 1 || header.layers > most || header.width < 1 || header.width > most)
    throw damaged(path, "has an impossible number of layers or neurons");
  return header;
}

/// Where the stored layers lie in the model. Files of version 1 hold all hidden states.
void read_layers(hid_t file, const std::string& path, ActivationHeader& header) {
  const Extents extents = {checked_cast<hsize_t>(header.layers)};
  if (integer_attribute(file, "version") == 1) {
    header.layer_numbers.resize(to_size(header.layers));
    std::iota(header.layer_numbers.begin(), header.layer_numbers.end(), Index{0});
    header.depth = header.layers - 1;
    return;
  }
  header.site = text_attribute(file, "site");
  header.depth = integer_attribute(file, "depth");
  const auto numbers = read_numbers<std::int64_t>(file, layout::layer_numbers, extents);
  const auto widths = read_numbers<std::int64_t>(file, layout::layer_widths, extents);
  header.layer_numbers.assign(numbers.begin(), numbers.end());
  const bool ascend = std::ranges::adjacent_find(numbers, std::greater_equal<>()) == numbers.end();
  if (!ascend || numbers.front() < 0 || numbers.back() > header.depth) throw damaged(path, "has impossible layers");
  if (std::ranges::any_of(widths, [&](std::int64_t width) { return width != header.width; }))
    throw damaged(path, "has layers of different widths");
}

}  // namespace

struct ActivationReader::State {
  State(const std::filesystem::path& path, const std::filesystem::path& copy);

  void locate_activations();
  std::vector<Index> read_offsets(const char* dataset_name) const;

  std::string name;
  Handle file;
  File disk;
  ActivationHeader header;
  Index words = 0;
  std::uint64_t first_byte = 0;  ///< of the activations in the file
  std::uint64_t row_bytes = 0;
  std::array<Range, 3> splits;
};

ActivationReader::State::State(const std::filesystem::path& path, const std::filesystem::path& copy)
    : name(path), file(open_hdf5_file(path, Access::read)), disk(copy.empty() ? path : copy, File::Mode::read) {
  expect_format(file.id(), name);
  header = read_header(file.id(), name);
  read_layers(file.id(), name, header);
  locate_activations();
  for (const corpus::Split split : all_of<corpus::Split>()) {
    const auto ends = read_numbers<std::int64_t>(file.id(), std::string(layout::splits) + name_of(split), {2});
    if (!(0 <= ends[0] && ends[0] <= ends[1] && ends[1] <= words)) throw damaged(name, "has a split beyond its words");
    splits[to_size(split)] = {ends[0], ends[1]};
  }
}

/// Rows are read straight from the file: threads may do so at once, which HDF5 does not allow.
void ActivationReader::State::locate_activations() {
  const Handle dataset = open_dataset(file.id(), layout::activations);
  const Extents shape = shape_of(dataset.id());
  if (shape.size() != 2 || shape[0] < 1 || shape[1] != checked_cast<hsize_t>(header.neurons()))
    throw damaged(name, "has activations of a wrong shape");
  const Handle type{checked(H5Dget_type(dataset.id()), dataset.id(), "read a type"), H5Tclose};
  if (H5Tequal(type.id(), layout::activation_type(header.dtype).id()) <= 0)
    throw damaged(name, std::string("has activations that are not ") + name_of(header.dtype));
  const haddr_t offset = H5Dget_offset(dataset.id());
  if (offset == HADDR_UNDEF) throw damaged(name, "has activations in pieces");
  row_bytes = to_uint64(header.neurons()) * layout::number_bytes(header.dtype);
  const std::uint64_t bytes = disk.size();
  if (offset > bytes || shape[0] > (bytes - offset) / row_bytes) throw damaged(name, "is shorter than it says");
  words = to_index(shape[0]);
  first_byte = offset;
}

/// Words at which pieces of the text start, with the number of words behind them.
std::vector<Index> ActivationReader::State::read_offsets(const char* dataset_name) const {
  const Handle dataset = open_dataset(file.id(), dataset_name);
  const Extents shape = shape_of(dataset.id());
  if (shape.size() != 1) throw damaged(name, std::string("has ") + dataset_name + " of a wrong shape");
  const auto read = read_numbers<std::int64_t>(file.id(), dataset_name, shape);
  if (read.empty() || read.front() != 0 || read.back() != words || !std::ranges::is_sorted(read))
    throw damaged(name, std::string("has ") + dataset_name + " that do not fit its words");
  return {read.begin(), read.end()};
}

std::string stored_fingerprint(const std::filesystem::path& path) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  return has_attribute(file.id(), layout::fingerprint) ? text_attribute(file.id(), layout::fingerprint) : "";
}

bool is_complete(const std::filesystem::path& path) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  return has_attribute(file.id(), layout::complete) && integer_attribute(file.id(), layout::complete) == 1;
}

ActivationReader::ActivationReader(const std::filesystem::path& path, const std::filesystem::path& copy) {
  const QuietHdf5 quiet;
  state_ = std::make_unique<State>(path, copy);
}

ActivationReader::~ActivationReader() {
  const QuietHdf5 quiet;
  state_.reset();
}

const ActivationHeader& ActivationReader::header() const { return state_->header; }

Index ActivationReader::num_words() const { return state_->words; }

Range ActivationReader::split(corpus::Split which) const { return state_->splits[to_size(which)]; }

std::vector<std::string> ActivationReader::words() const {
  const QuietHdf5 quiet;
  return read_texts(state_->file.id(), layout::words, state_->words);
}

std::vector<Index> ActivationReader::sentence_offsets() const {
  const QuietHdf5 quiet;
  return state_->read_offsets(layout::sentence_offsets);
}

std::vector<Index> ActivationReader::document_offsets() const {
  const QuietHdf5 quiet;
  if (H5Lexists(state_->file.id(), layout::document_offsets, H5P_DEFAULT) <= 0) return {};
  return state_->read_offsets(layout::document_offsets);
}

std::vector<std::uint8_t> ActivationReader::valid() const {
  const QuietHdf5 quiet;
  return read_numbers<std::uint8_t>(state_->file.id(), layout::valid, {checked_cast<hsize_t>(state_->words)});
}

corpus::EncodedLabels ActivationReader::labels(const std::string& column) const {
  const QuietHdf5 quiet;
  if (const auto later = labels_file(state_->name); std::filesystem::exists(later)) {
    const Handle file = open_hdf5_file(later, Access::read);
    if (has_label_column(file.id(), column)) return read_label_column(file.id(), column, state_->words);
  }
  return read_label_column(state_->file.id(), column, state_->words);
}

NeuronStatistics ActivationReader::statistics() const {
  const QuietHdf5 quiet;
  const hid_t file = state_->file.id();
  const auto read = [&](std::size_t which) {
    return read_numbers<double>(file, layout::statistics[which], {checked_cast<hsize_t>(state_->header.neurons())});
  };
  return {read_numbers<std::int64_t>(file, layout::statistics_count, {}).front(), read(0), read(1), read(2), read(3)};
}

void ActivationReader::will_need_rows(Range words) const {
  state_->disk.will_need(state_->first_byte + to_uint64(words.begin) * state_->row_bytes,
                         to_uint64(words.size()) * state_->row_bytes);
}

void ActivationReader::read_rows(Range words, void* out) const {
  NEURANK_EXPECT(0 <= words.begin && words.begin <= words.end && words.end <= state_->words);
  state_->disk.read_at(state_->first_byte + to_uint64(words.begin) * state_->row_bytes, out,
                       to_uint64(words.size()) * state_->row_bytes);
}

}  // namespace neurank::store
