#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/moments.hpp"

namespace neurank::store {
namespace {

Moments combine_shards(hid_t file, hsize_t shards) {
  const auto counts = read_numbers<std::int64_t>(file, layout::shard_count, {shards});
  const Handle statistics = open_dataset(file, layout::shard_statistics);
  Moments all, shard;
  shard.values.resize(4, to_index(shape_of(statistics.id()).at(2)));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    shard.count = counts[i];
    const auto position = to_index(i);
    read_rows(statistics.id(), H5T_NATIVE_DOUBLE, {position, position + 1}, shard.values.data());
    combine(all, shard);
  }
  return all;
}

void expect_all_written(hid_t file, hsize_t shards, const std::string& path) {
  const auto written = read_numbers<std::uint8_t>(file, layout::shard_written, {shards});
  const auto missing = std::count(written.begin(), written.end(), 0);
  if (missing > 0)
    throw input_error(path + ": " + std::to_string(missing) + " of " + std::to_string(shards) + " shards are missing",
                      "run again to write them");
}

void write_statistics(hid_t file, const NeuronStatistics& statistics) {
  write_all(open_dataset(file, layout::statistics_count).id(), H5T_NATIVE_INT64, &statistics.count);
  const std::array values = {&statistics.mean, &statistics.variance, &statistics.minimum, &statistics.maximum};
  for (std::size_t i = 0; i < values.size(); ++i)
    write_all(open_dataset(file, layout::statistics[i]).id(), H5T_NATIVE_DOUBLE, values[i]->data());
}

}  // namespace

void complete_activation_file(const std::filesystem::path& path, std::optional<double> first_word_length) {
  const QuietHdf5 quiet;
  Handle file = open_hdf5_file(path, Access::write);
  const hsize_t shards = shape_of(open_dataset(file.id(), layout::shard_written).id()).at(0);
  expect_all_written(file.id(), shards, path);
  const Moments moments = combine_shards(file.id(), shards);
  if (moments.count == 0)
    throw input_error(path.string() + ": no training word has a vector", "check that the tokenizer fits the corpus");
  write_statistics(file.id(), statistics_of(moments));
  if (first_word_length && !has_attribute(file.id(), layout::first_word_length))
    set_real(file.id(), layout::first_word_length, *first_word_length);
  // On disk before the file says that it is complete.
  sync_file(path);
  change_integer(file.id(), layout::complete, 1);
  file.close(path);
  sync_file(path);
}

}  // namespace neurank::store
