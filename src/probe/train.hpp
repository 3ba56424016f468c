#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"
#include "probe/loss_record.hpp"
#include "probe/shared_head.hpp"
#include "probe/snapshots.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// How heads are trained; the part of ProbeSettings that is the same for all of them.
struct TrainSettings {
  Index epochs = 10;
  double learning_rate = 1e-3;  ///< of the first step
  StepRule step = StepRule::constant;
  RidgeForm ridge = RidgeForm::squared;
  RowOrder order = RowOrder::shuffled;
  std::uint64_t seed = 0;  ///< of the shuffles
  Products products = Products();
  Index whole_weights = std::numeric_limits<Index>::max();  ///< a head of more weights and of more than
                                                            ///< labels_of_a_block labels is a SharedHead
};

/// A training in which the members of a team take part.
struct SharedTraining {
  SharedTask task;
  TrainSettings settings;
  Index batch = 0;    ///< words of a mini-batch
  Index batches = 0;  ///< that were taken before
};

/// Trains heads in groups, each of as many as have at most `columns` x N weights together (at least one): a group takes
/// one pass over the stream for every epoch. Neighbouring tasks on the same neurons are stacked in one bank; a
/// SharedHead is a group by itself. Every head sees the same batches in the same order.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @param snapshots if not null, the training goes on from one that was left, with the same bits as without, and leaves
/// others: from time to time, when it is interrupted, and at its end if it took long
/// @param team led by this process; shares what can be shared  @param losses if not null, gets those of the heads
/// @return one head a task
std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going, Snapshots* snapshots = nullptr,
                              const Team& team = Team(), std::vector<TrainingLoss>* losses = nullptr);

/// The part in a training of a member of a team that does not lead it. Throws what any member throws.
/// @param stream as the leader's  @param keep_going asked before each mini-batch; the leader decides
void take_part_in_training(BatchStream& stream, const SharedTraining& training, const std::function<bool()>& keep_going,
                           const Team& team);

}  // namespace neurank::probe
