#pragma once

#include <functional>
#include <vector>

#include "probe/stacked_rows.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// What one head of many labels learns: a HeadTask without weights to start from, which its leader alone has.
struct SharedTask {
  Targets targets;  ///< [T]
  Penalty penalty;
  Index labels = 0, neurons = 0;  ///< L, and n of the order
  NeuronOrder order = nullptr;
  LabelList weighted = nullptr;
};

/// One head of many labels, trained by the members of a team, each with some blocks of its labels: of every row of a
/// batch they tell each other the largest score and the sum of exponentials of each block. The head has the same bits
/// however many members there are. Loss and steps are those of a Bank.
class SharedHead {
 public:
  /// @param team outlives this object; all members make one alike
  SharedHead(const SharedTask& task, const BankSettings& settings, const Team& team);

  /// By the leader: the weights to start from.
  void set(const Head& start) { stacked_.set(start, places_, 0, 0); }

  /// What changes from step to step, all of it on the leader: see Bank::state().
  std::vector<std::span<float>> state();

  /// Goes on, after so many steps, from what the leader has: the others get their part of it.
  void distribute(Index steps);

  /// The leader gets what the others have.
  void collect();

  /// One Adam step. @param batch [B, n]  @param rows [B] rows of the source, to look up targets
  void step(const ConstMatrixRef& batch, std::span<const Index> rows, double learning_rate);

  /// Mean cross entropy on the latest batch, before its step; 0 where no word has a label of it.
  const float& loss() const { return loss_; }

  /// On the leader, when all is collected. [L, n]
  Head head() const { return stacked_.head(places_, 0, 0); }

 private:
  /// The scores and the rows of weights of one block or several, counted from the first that this member has.
  struct Part {
    Range scores, rows;
  };

  Range blocks_of(Index member) const;
  Part part_of(Range blocks) const;
  Part part_of(Index block) const { return part_of({block, block + 1}); }
  void for_each_common(const std::function<void(Index other, std::span<float> numbers)>& move);
  void compute_scores(const ConstMatrixRef& batch);
  void share_largest(Index batch);
  void share_sums(std::span<const Index> rows);
  Index place_of(Index row) const;
  void share(std::vector<float>& numbers, Index of_a_block) const;
  void finish_gradient(std::span<const Index> rows);
  void update(const ConstMatrixRef& batch);
  std::span<float> scores_of(Index block, Index row);

  SharedTask task_;
  LabelPlaces places_;
  std::vector<Range> blocks_;  ///< of places; the last has those of all labels without weights, too
  RidgeForm ridge_;
  const Team& team_;
  Range own_;         ///< blocks that this member trains
  Index first_held_;  ///< first place of those that it has weights of: its own, or on the leader all
  StackedRows stacked_;
  std::vector<Matrix> scores_;  ///< [own] of [B, labels of the block], turned into the gradient in place
  std::vector<float> largest_;  ///< [blocks, B + 1] largest score of each row, and sum of squares of the weights
  std::vector<float> sums_;     ///< [blocks, 2, B] sum of exponentials, and that of the target, 0 in other blocks
  float loss_ = 0;
};

}  // namespace neurank::probe
