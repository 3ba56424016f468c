#pragma once

#include <vector>

#include "base/products.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/exact/unsure_words.hpp"
#include "probe/head.hpp"
#include "probe/ordered_batch.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// A head whose loss is asked for.
struct LossQuestion {
  NeuronPrefix neurons;            ///< that it reads, n
  ConstMatrixRef weights;          ///< [L, n]
  const Vector& bias;              ///< [L]
  Targets targets;                 ///< of all rows of the source
  UnsureWords* unsure = nullptr;   ///< filled anew from its `least` on
  std::size_t most_unsure = 1000;  ///< words that may be kept there, at least 1; with more, `least` grows
};

/// Words of a mini-batch, which follow each other.
struct BatchOfWords {
  const ConstMatrixRef& values;  ///< [B, n]
  std::span<const Index> rows;   ///< [B] of the source, to look up targets
  Index first = 0;               ///< position of the first one among the words of the passes
};

/// What words say of one head: sums in float32 over a mini-batch, in double over those of a block of words, added up
/// block by block.
class LossSum {
 public:
  explicit LossSum(const LossQuestion& question);

  const NeuronPrefix& neurons() const { return question_.neurons; }

  void begin_block();
  void add(const BatchOfWords& batch, const Products& products);

  /// Adds the block of a member of a team to what all members have.
  void end_block(const Team& team, Index owner);

  /// At the end, of all blocks.
  LossAt mean();

 private:
  /// What is kept of a word beside its probabilities.
  struct Word {
    double loss = 0, entropy = 0, sum = 0;
  };

  /// Sums over words.
  struct Block {
    LossAt sum;
    UnsureWords unsure;
  };

  void clear(Block& block) const;
  Index target_of(Index row) const;
  void predict(const BatchOfWords& batch, const Products& products);
  static void differences_of(std::span<float> z, Word& word);
  void count(Index b, Index word);
  void receive(const Team& team, Index owner, Block& block);
  void receive(const Team& team, Index owner, UnsureWords& unsure) const;

  LossQuestion question_;
  Block all_, mine_, theirs_;
  Matrix scores_, part_, squares_;
  std::vector<Word> words_;      ///< of the batch
  std::vector<double> numbers_;  ///< of a block, as members share it
};

}  // namespace neurank::probe
