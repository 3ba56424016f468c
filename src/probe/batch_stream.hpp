#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "probe/ordered_batch.hpp"
#include "probe/probe_settings.hpp"
#include "probe/row_source.hpp"

namespace neurank::probe {

/// Rows of one pass, in the order in which they are used. A buffer's worth of consecutive entries is made of whole
/// blocks of neighbouring rows, so that one pass reads the file once and in long runs.
/// @param rows the rows to use, ascending  @param batch rows of a batch
std::vector<Index> row_order(const std::vector<Index>& rows, RowOrder order, Index batch, std::uint64_t seed,
                             Index epoch);

/// Number of entries of row_order that are shuffled together and so held in memory: a multiple of the batch, the same
/// on every machine.
Index buffered_rows(Index batch);

/// Streams mini-batches of activation rows; holds one float32 batch, and as many stored rows as are shuffled together:
/// a batch of them where they come in their order.
class BatchStream {
 public:
  /// @param rows rows to use, ascending; @param batch > 0. The source outlives the stream.
  BatchStream(const RowSource& source, std::vector<Index> rows, Index batch, Standardization standardization);
  BatchStream(const TrainingRows& training, Index batch)
      : BatchStream(training.source, training.rows, batch, training.standardization) {}

  /// From now on batches hold the neurons of these prefixes; all neurons in their own order until this is called.
  void want(std::span<const NeuronPrefix> prefixes);

  /// Begins a pass. @param first_batch how many batches of it are left out
  void start(RowOrder order, std::uint64_t seed, Index epoch, Index first_batch = 0);

  /// Prepares the next mini-batch; false at the end of the pass. The last one may be short.
  bool next();

  /// [B, prefix.size] float32, standardised. @pre the prefix, or a longer one of its order, is wanted
  ConstMatrixRef columns(const NeuronPrefix& prefix) const { return batch_.columns(prefix); }
  ConstMatrixRef batch() const { return columns({nullptr, neurons()}); }  ///< [B, N]. @pre it is wanted
  std::span<const Index> rows() const;                                    ///< [B] rows of the source in the batch
  Index num_batches() const;                                              ///< of one pass
  Index neurons() const { return source_.neurons(); }
  Index batch_size() const { return batch_size_; }

 private:
  void fill_buffer();
  void read(std::span<const Index> rows);

  const RowSource& source_;
  std::vector<Index> all_rows_;
  Index batch_size_;
  Standardization standardization_;
  std::vector<Index> order_;                       ///< of this pass
  Index buffered_ = 0;                             ///< entries of it that are read together
  std::size_t next_ = 0;                           ///< position in order_
  std::size_t buffer_begin_ = 0, buffer_end_ = 0;  ///< positions of order_ that the buffer holds
  std::vector<Index> positions_;                   ///< in the buffer, of the rows of these positions of order_
  std::vector<std::byte> buffer_;                  ///< stored values of the buffered rows, which ascend
  OrderedBatch batch_;
  std::span<const Index> batch_rows_;
};

}  // namespace neurank::probe
