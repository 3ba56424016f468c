#include <algorithm>
#include <future>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/moments.hpp"

namespace neurank::store {
namespace {

// MPI counts bytes in an int, and systems write at most 2 GiB at once.
constexpr std::size_t piece_bytes = std::size_t{256} << 20;

enum class InvalidReason : std::int8_t { none, no_piece };

Range range_of(const std::vector<std::int64_t>& ends, std::size_t i) { return {ends[2 * i], ends[2 * i + 1]}; }

std::vector<Index> counted_rows(Range words, Range training, std::span<const std::uint8_t> valid) {
  std::vector<Index> positions;
  for (Index i = 0; i < words.size(); ++i)
    if (training.contains(words.begin + i) && valid[to_size(i)] != 0) positions.push_back(i);
  return positions;
}

std::string hash_of(const ActivationRows& rows) {
  const std::size_t bytes = to_size(rows.words().size() * rows.neurons()) * layout::number_bytes(rows.dtype());
  return sha256({static_cast<const char*>(rows.data()), bytes});
}

}  // namespace

struct ActivationWriter::State {
  State(const std::filesystem::path& path, const void* communicator);

  void write_activations(const ActivationRows& rows) const;
  void start_sync(Range words) const;
  void write_validity(Range words, std::span<const std::uint8_t> flags) const;
  void write_moments(Range shard, const Moments& moments) const;
  void write_hash(Range shard, const std::string& hash) const;

  Handle file;
  Handle activations, valid, invalid_reason, shard_written, shard_hash, shard_count, shard_statistics;
  File disk;
  DType dtype;
  Index neurons;
  std::uint64_t first_byte;  ///< of the activations
  Range training;
  std::vector<Range> shards;
};

ActivationWriter::State::State(const std::filesystem::path& path, const void* communicator)
    : file(open_hdf5_file(path, Access::write, communicator)),
      activations(open_dataset(file.id(), layout::activations)),
      valid(open_dataset(file.id(), layout::valid)),
      invalid_reason(open_dataset(file.id(), layout::invalid_reason)),
      shard_written(open_dataset(file.id(), layout::shard_written)),
      shard_hash(open_dataset(file.id(), layout::shard_hash)),
      shard_count(open_dataset(file.id(), layout::shard_count)),
      shard_statistics(open_dataset(file.id(), layout::shard_statistics)),
      disk(path, File::Mode::write),
      dtype(text_attribute(file.id(), "dtype") == "float16" ? DType::float16 : DType::float32),
      neurons(to_index(shape_of(activations.id()).at(1))),
      first_byte(H5Dget_offset(activations.id())) {
  NEURANK_EXPECT(integer_attribute(file.id(), layout::complete) == 0);
  training = range_of(
      read_numbers<std::int64_t>(file.id(), std::string(layout::splits) + name_of(corpus::Split::train), {2}), 0);
  const hsize_t count = shape_of(shard_written.id()).at(0);
  const auto ends = read_numbers<std::int64_t>(file.id(), layout::shard_words, {count, 2});
  for (std::size_t i = 0; i < count; ++i) shards.push_back(range_of(ends, i));
}

void ActivationWriter::State::write_activations(const ActivationRows& rows) const {
  const Handle type = layout::activation_type(dtype);
  const std::size_t row_bytes = to_size(neurons) * layout::number_bytes(dtype);
  const Index step = std::max<Index>(1, to_index(piece_bytes / row_bytes));
  const Range words = rows.words();
  for (Index begin = words.begin; begin < words.end; begin += step) {
    const auto* from = static_cast<const std::byte*>(rows.data()) + (begin - words.begin) * row_bytes;
    write_rows(activations.id(), type.id(), {begin, std::min(words.end, begin + step)}, from);
  }
}

void ActivationWriter::State::start_sync(Range words) const {
  const std::uint64_t row_bytes = to_uint64(neurons) * layout::number_bytes(dtype);
  disk.start_sync(first_byte + to_uint64(words.begin) * row_bytes, to_uint64(words.size()) * row_bytes);
}

void ActivationWriter::State::write_validity(Range words, std::span<const std::uint8_t> flags) const {
  std::vector<std::int8_t> reasons(flags.size());
  std::transform(flags.begin(), flags.end(), reasons.begin(), [](std::uint8_t flag) {
    return static_cast<std::int8_t>(flag != 0 ? InvalidReason::none : InvalidReason::no_piece);
  });
  write_rows(valid.id(), H5T_NATIVE_UINT8, words, flags.data());
  write_rows(invalid_reason.id(), H5T_NATIVE_INT8, words, reasons.data());
}

void ActivationWriter::State::write_moments(Range shard, const Moments& moments) const {
  write_rows(shard_statistics.id(), H5T_NATIVE_DOUBLE, shard, moments.values.data());
  write_rows(shard_count.id(), H5T_NATIVE_INT64, shard, &moments.count);
}

void ActivationWriter::State::write_hash(Range shard, const std::string& hash) const {
  write_rows(shard_hash.id(), H5T_NATIVE_UINT8, shard, hash.data());
}

ActivationWriter::ActivationWriter(const std::filesystem::path& path, const ParallelAccess& access) {
  const QuietHdf5 quiet;
  state_ = std::make_unique<State>(path, access.communicator);
}

ActivationWriter::~ActivationWriter() {
  const QuietHdf5 quiet;
  state_.reset();
}

void ActivationWriter::write_shard(Index shard, const ActivationRows& rows, std::span<const std::uint8_t> valid) {
  NEURANK_EXPECT(0 <= shard && shard < to_index(state_->shards.size()));
  NEURANK_EXPECT(rows.words() == state_->shards[to_size(shard)]);
  NEURANK_EXPECT(rows.neurons() == state_->neurons && rows.dtype() == state_->dtype);
  NEURANK_EXPECT(to_index(valid.size()) == rows.words().size());
  const QuietHdf5 quiet;
  const Range place{shard, shard + 1};
  auto hash = std::async(std::launch::async, [&] { return hash_of(rows); });
  state_->write_activations(rows);
  state_->start_sync(rows.words());  // the disk is busy while the statistics are computed
  state_->write_validity(rows.words(), valid);
  state_->write_moments(place, moments_of(rows, counted_rows(rows.words(), state_->training, valid)));
  state_->write_hash(place, hash.get());
  const std::uint8_t written = 1;
  write_rows(state_->shard_written.id(), H5T_NATIVE_UINT8, place, &written);
}

// Flushing through HDF5 or MPI would be collective. Independent MPI-IO writes have reached the operating system when
// they return, so this process can sync them through any descriptor of the file.
void ActivationWriter::sync() const { state_->disk.sync_data(); }

}  // namespace neurank::store
