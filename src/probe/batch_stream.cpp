#include "probe/batch_stream.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::probe {
namespace {

constexpr Index block_rows = 64;  // long enough to read at full speed, short enough to mix well
constexpr Index wanted_buffer_rows = 8192;

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
    : source_(source), all_rows_(std::move(rows)), batch_size_(batch), standardization_(std::move(standardization)) {
  NEURANK_EXPECT(batch > 0);
  NEURANK_EXPECT(std::is_sorted(all_rows_.begin(), all_rows_.end()));
  NEURANK_EXPECT(all_rows_.empty() || (all_rows_.front() >= 0 && all_rows_.back() < source.num_rows()));
}

void BatchStream::start(RowOrder order, std::uint64_t seed, Index epoch) {
  order_ = row_order(all_rows_, order, batch_size_, seed, epoch);
  next_ = buffer_begin_ = buffer_end_ = 0;
}

bool BatchStream::next() {
  if (next_ >= order_.size()) return false;
  if (next_ >= buffer_end_) fill_buffer();
  const std::size_t count = std::min<std::size_t>(batch_size_, buffer_end_ - next_);
  batch_rows_ = std::span(order_).subspan(next_, count);
  std::vector<Index> positions(count);
  for (std::size_t i = 0; i < count; ++i)
    positions[i] = std::lower_bound(buffered_.begin(), buffered_.end(), batch_rows_[i]) - buffered_.begin();
  batch_.resize(to_index(count), source_.neurons());
  gather(buffer_.data(), source_.dtype(), positions, standardization_, batch_);
  next_ += count;
  return true;
}

ConstMatrixView BatchStream::batch() const { return {batch_.data(), batch_.rows(), batch_.cols()}; }

std::span<const Index> BatchStream::rows() const { return batch_rows_; }

Index BatchStream::num_batches() const { return (to_index(all_rows_.size()) + batch_size_ - 1) / batch_size_; }

void BatchStream::fill_buffer() {
  buffer_begin_ = next_;
  buffer_end_ = std::min(order_.size(), next_ + to_size(buffered_rows(batch_size_)));
  buffered_.assign(order_.begin() + buffer_begin_, order_.begin() + buffer_end_);
  std::sort(buffered_.begin(), buffered_.end());
  const std::size_t row_bytes = source_.row_bytes();
  buffer_.resize(buffered_.size() * row_bytes);
  for (std::size_t begin = 0; begin < buffered_.size();) {  // one read for each run of neighbouring rows
    std::size_t end = begin + 1;
    while (end < buffered_.size() && buffered_[end] == buffered_[end - 1] + 1) ++end;
    source_.read({buffered_[begin], buffered_[end - 1] + 1}, buffer_.data() + begin * row_bytes);
    begin = end;
  }
}

}  // namespace neurank::probe
