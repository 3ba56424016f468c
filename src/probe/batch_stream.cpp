#include "probe/batch_stream.hpp"

#include <algorithm>
#include <exception>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::probe {
namespace {

constexpr Index block_rows = 64;  // long enough to read at full speed, short enough to mix well
constexpr Index wanted_buffer_rows = 8192;

/// Ranges of neighbouring rows. @param rows ascending
std::vector<Range> runs_of(std::span<const Index> rows) {
  std::vector<Range> runs;
  for (const Index row : rows)
    if (!runs.empty() && runs.back().end == row)
      ++runs.back().end;
    else
      runs.push_back({row, row + 1});
  return runs;
}

}  // namespace

Index buffered_rows(Index batch) { return (wanted_buffer_rows + batch - 1) / batch * batch; }

std::vector<Index> row_order(const std::vector<Index>& rows, RowOrder order, Index batch, std::uint64_t seed,
                             Index epoch) {
  if (order == RowOrder::sequential) return rows;
  Random random(derive_seed(seed, "epoch/" + std::to_string(epoch)));
  const auto count = to_index(rows.size());
  std::vector<Index> blocks((count + block_rows - 1) / block_rows);
  std::iota(blocks.begin(), blocks.end(), Index{0});
  random.shuffle(blocks);
  std::vector<Index> result;
  result.reserve(rows.size());
  for (Index block : blocks)
    result.insert(result.end(), rows.begin() + block * block_rows,
                  rows.begin() + std::min(count, (block + 1) * block_rows));
  const Index buffer = buffered_rows(batch);
  for (Index begin = 0; begin < count; begin += buffer) {
    const Index end = std::min(count, begin + buffer);
    for (Index i = end; i > begin + 1; --i) std::swap(result[i - 1], result[begin + to_index(random.below(i - begin))]);
  }
  return result;
}

BatchStream::BatchStream(const RowSource& source, std::vector<Index> rows, Index batch, Standardization standardization)
    : source_(source),
      all_rows_(std::move(rows)),
      batch_size_(batch),
      standardization_(std::move(standardization)),
      batch_(std::vector<NeuronPrefix>{{nullptr, source.neurons()}}) {
  NEURANK_EXPECT(batch > 0);
  NEURANK_EXPECT(std::is_sorted(all_rows_.begin(), all_rows_.end()));
  NEURANK_EXPECT(all_rows_.empty() || (all_rows_.front() >= 0 && all_rows_.back() < source.num_rows()));
}

void BatchStream::want(std::span<const NeuronPrefix> prefixes) { batch_ = OrderedBatch(prefixes); }

void BatchStream::start(RowOrder order, std::uint64_t seed, Index epoch, Index first_batch) {
  order_ = row_order(all_rows_, order, batch_size_, seed, epoch);
  buffered_ = order == RowOrder::sequential ? batch_size_ : buffered_rows(batch_size_);
  next_ = buffer_begin_ = buffer_end_ = std::min(order_.size(), to_size(first_batch * batch_size_));
}

bool BatchStream::next() {
  if (next_ >= order_.size()) return false;
  if (next_ >= buffer_end_) fill_buffer();
  const std::size_t count = std::min<std::size_t>(batch_size_, buffer_end_ - next_);
  batch_rows_ = std::span(order_).subspan(next_, count);
  const std::byte* rows = source_.in_memory();
  batch_.set(rows != nullptr ? rows : buffer_.data(), source_.dtype(), source_.neurons(),
             std::span(positions_).subspan(next_ - buffer_begin_, count), standardization_);
  next_ += count;
  return true;
}

std::span<const Index> BatchStream::rows() const { return batch_rows_; }

Index BatchStream::num_batches() const { return (to_index(all_rows_.size()) + batch_size_ - 1) / batch_size_; }

/// Of rows that lie in memory nothing but their positions is needed. Of others the disk is asked for the next buffer's,
/// while batches of these are used.
void BatchStream::fill_buffer() {
  const auto end_from = [&](std::size_t begin) { return std::min(order_.size(), begin + to_size(buffered_)); };
  buffer_begin_ = next_;
  buffer_end_ = end_from(next_);
  if (source_.in_memory() != nullptr) {
    positions_.assign(order_.begin() + to_index(buffer_begin_), order_.begin() + to_index(buffer_end_));
    return;
  }
  const auto part = [&](std::size_t begin) { return std::span(order_).subspan(begin, end_from(begin) - begin); };
  read(part(buffer_begin_));
  std::vector<Index> next(part(buffer_end_).begin(), part(buffer_end_).end());
  std::sort(next.begin(), next.end());
  for (const Range& run : runs_of(next)) source_.will_need(run);
}

/// Reads rows into the buffer, in ascending order; threads share the runs of neighbouring ones.
void BatchStream::read(std::span<const Index> rows) {
  std::vector<std::pair<Index, std::size_t>> sorted;  // rows, and where in this part of the order they stand
  for (std::size_t i = 0; i < rows.size(); ++i) sorted.emplace_back(rows[i], i);
  std::sort(sorted.begin(), sorted.end());
  positions_.resize(sorted.size());
  std::vector<Index> ascending(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    positions_[sorted[i].second] = to_index(i);
    ascending[i] = sorted[i].first;
  }
  const std::size_t row_bytes = source_.row_bytes();
  buffer_.resize(sorted.size() * row_bytes);
  const std::vector<Range> runs = runs_of(ascending);
  std::vector<std::size_t> first(runs.size(), 0);  // row of the buffer with which each run begins
  for (std::size_t i = 1; i < runs.size(); ++i) first[i] = first[i - 1] + to_size(runs[i - 1].size());
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < runs.size(); ++i) try {
      source_.read(runs[i], buffer_.data() + first[i] * row_bytes);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace neurank::probe
