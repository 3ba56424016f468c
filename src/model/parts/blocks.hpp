#pragma once

#include <functional>
#include <vector>

#include "base/cast.hpp"
#include "model/layer_sink.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// The blocks of a model, by number from 0. Where weights are widened late (ModelWeights), a block is made when it is
/// used and forgotten then, so that one is in memory at a time; else all are kept.
template <class Block>
class Blocks {
 public:
  /// Makes a block of the weights of a scope.
  using Read = std::function<Block(const WeightScope& scope, Index block)>;

  /// Throws Error when a block's weights are missing or of other shapes. @param scope what `read` is called with
  Blocks(const WeightScope& scope, Index count, Read read) : scope_(scope), read_(std::move(read)), count_(count) {
    for (Index block = 0; block < count; ++block) {
      if (scope.is_widened_late())
        read_(scope.checking(), block);
      else
        kept_.push_back(read_(scope, block));
    }
  }

  Index size() const { return count_; }

  /// Calls `use` with a block. @return what it returns
  template <class Use>
  auto with(Index block, const Use& use) const {
    return kept_.empty() ? use(read_(scope_, block)) : use(kept_[to_size(block)]);
  }

 private:
  WeightScope scope_;
  Read read_;
  Index count_;
  std::vector<Block> kept_;
};

/// Runs blocks one after another and gives the sink what enters each, then what leaves the last one, normed.
/// @param run of a block, its number and hidden states: the next states
template <class Block, class Norm, class Run>
void run_with_final_norm(const Blocks<Block>& blocks, at::Tensor hidden, const Norm& final_norm, LayerSink& sink,
                         const Run& run) {
  for (Index layer = 0; layer < blocks.size(); ++layer) {
    sink.residual(hidden);
    if (sink.is_done()) return;
    hidden = blocks.with(layer, [&](const Block& block) { return run(block, layer, hidden); });
  }
  sink.residual(final_norm(hidden));
}

}  // namespace neurank::model
