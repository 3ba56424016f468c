#pragma once

#include <functional>
#include <span>
#include <vector>

#include "probe/batch_stream.hpp"
#include "probe/exact/loss_sum.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// What passes cost, in passes over all words and neurons of a problem.
class PassCount {
 public:
  PassCount(Index words, Index neurons) : all_(to_double(words) * to_double(neurons)) {}

  /// Counts products, forward and back, of some words and neurons.
  void add(Index words, Index neurons) { passes_ += to_double(words) * to_double(neurons) / all_; }

  double passes() const { return passes_; }

 private:
  double all_, passes_ = 0;
};

/// How the words of a problem are gone through.
struct PassSettings {
  Index batch;  ///< words of a mini-batch
  Products products;
  std::function<bool()> keep_going;  ///< asked before each mini-batch; when it says no, Error(Cause::interrupted) is
                                     ///< thrown
  const Team& team;                  ///< shares the passes; all members make the same ones at the same point
};

/// Passes over the same words for heads at work on them.
class LossPasses {
 public:
  /// @param rows ascending; a word is a position among them  @param count outlives this object, as the source does
  LossPasses(const RowSource& source, std::vector<Index> rows, Standardization standardization, PassSettings settings,
             PassCount& count);

  /// Loss and gradient of each head, in one pass, whose words the members of the team share. Throws an input Error
  /// where these do not ask for the same, as processors of several makes may have computed it.
  std::vector<LossAt> losses(std::span<const LossQuestion> questions);

  /// Calls `use` for each mini-batch of some of the words, on all members. @param words ascending
  void for_each_batch(std::span<const Index> words, Index batch, const NeuronPrefix& neurons,
                      const std::function<void(const ConstMatrixRef& values)>& use);

  /// What is done with the blocks of words that members share.
  struct BlockWork {
    std::function<void()> begin;                                     ///< before one of this member's own
    std::function<void(const BatchStream& batch, Index first)> use;  ///< its mini-batches; the first one's word
    std::function<void(Range block, Index owner)> hand_over;         ///< of all blocks, in their order, on all members
  };

  /// Goes through blocks of words, those of each member of the team on it alone. Throws what any member throws, and
  /// where `common` is not the same on all. @param words ascending; `first` and `block` are places in these
  void share_words(std::span<const Index> words, const NeuronPrefix& neurons, const BlockWork& work, float common);

  /// Values of some neurons in all words, standardised; each member reads a part of the words for all. [T, n]
  Matrix values(const NeuronPrefix& neurons);

  PassCount& count() const { return count_; }
  Index words() const { return to_index(rows_.size()); }
  const PassSettings& settings() const { return settings_; }
  const Team& team() const { return settings_.team; }
  const Products& products() const { return settings_.products; }

 private:
  void share_rows(std::span<const Index> rows, std::span<const NeuronPrefix> neurons, const BlockWork& work,
                  float common) const;
  std::vector<Index> rows_of_member(std::span<const Index> rows, const std::vector<Range>& blocks) const;
  std::vector<Index> rows_of(std::span<const Index> words) const;
  BatchStream stream_of(std::vector<Index> rows, Index batch, std::span<const NeuronPrefix> neurons) const;
  void next(BatchStream& stream) const;

  const RowSource& source_;
  std::vector<Index> rows_;
  Standardization standardization_;
  PassSettings settings_;
  PassCount& count_;
};

}  // namespace neurank::probe
