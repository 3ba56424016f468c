#pragma once

#include <functional>
#include <vector>

#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"
#include "probe/snapshots.hpp"

namespace neurank::probe {

/// How a bank is trained; the part of ProbeSettings that is the same for all its heads.
struct TrainSettings {
  Index epochs = 10;
  double learning_rate = 1e-3;  ///< of the first step
  StepRule step = StepRule::constant;
  RidgeForm ridge = RidgeForm::squared;
  RowOrder order = RowOrder::shuffled;
  std::uint64_t seed = 0;  ///< of the shuffles
  Products products = Products();
};

/// Trains heads in groups, each of as many as have at most `columns` x N weights together (at least one): a group takes
/// one pass over the stream for every epoch. Neighbouring tasks on the same neurons are stacked in one bank. Every head
/// sees the same batches in the same order.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @param snapshots if not null, the training goes on from one that was left, with the same bits as without, and leaves
/// others: from time to time, when it is interrupted, and at its end if it took long
/// @return one head a task
std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going, Snapshots* snapshots = nullptr);

}  // namespace neurank::probe
