#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/head.hpp"

namespace neurank::probe {

/// Words that a head is not sure of, with what it predicts for them. The others hardly bend its loss.
struct UnsureRows {
  std::vector<Index> rows;           ///< of the source, ascending
  std::vector<float> probabilities;  ///< [rows, L]
  float least = 0;                   ///< the words have a most probable label of less than 1 - least
};

/// A head whose loss is asked for.
struct LossQuestion {
  NeuronPrefix neurons;            ///< that it reads, n
  ConstMatrixRef weights;          ///< [L, n]
  const Vector& bias;              ///< [L]
  Targets targets;                 ///< of all rows of the source
  UnsureRows* unsure = nullptr;    ///< filled anew from its `least` on
  std::size_t most_unsure = 1000;  ///< words that may be kept there, at least 1; with more, `least` grows
};

/// Passes over the same words for heads at work on them; counts what they cost.
class LossPasses {
 public:
  /// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
  LossPasses(const RowSource& source, std::vector<Index> rows, Index batch, Standardization standardization,
             const Products& products, std::function<bool()> keep_going);

  /// Loss and gradient of each head, in one pass; sums are formed in float32 over a mini-batch, in double over these.
  std::vector<LossAt> losses(std::span<const LossQuestion> questions);

  /// Calls `use` for each mini-batch of some of the words. @param rows ascending, among those of the constructor
  void for_each_batch(const std::vector<Index>& rows, Index batch, const NeuronPrefix& neurons,
                      const std::function<void(const BatchStream& batches)>& use);

  /// Counts products, forward and back, of some words and neurons.
  void count(Index words, Index neurons);

  /// Passes over all words and neurons that those so far come to.
  double passes() const { return passes_; }

  Index neurons() const { return source_.neurons(); }
  Index batch() const { return batch_; }
  const Products& products() const { return products_; }

 private:
  void for_each_batch(BatchStream stream, std::span<const NeuronPrefix> neurons,
                      const std::function<void(const BatchStream& batches)>& use);

  const RowSource& source_;
  std::vector<Index> rows_;
  Index batch_;
  Standardization standardization_;
  Products products_;
  std::function<bool()> keep_going_;
  double passes_ = 0;
};

}  // namespace neurank::probe
