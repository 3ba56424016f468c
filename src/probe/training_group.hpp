#pragma once

#include <memory>
#include <span>
#include <vector>

#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"
#include "probe/shared_head.hpp"

namespace neurank::probe {

struct TrainSettings;

/// Heads that take the same pass over the training words.
class TrainingGroup {
 public:
  virtual ~TrainingGroup() = default;

  /// Neurons of a batch that step() reads.
  virtual std::vector<NeuronPrefix> prefixes() const = 0;

  /// One step on the stream's batch.
  virtual void step(const BatchStream& stream, double learning_rate) = 0;

  /// Mean cross entropy of each head on the latest batch.
  virtual std::vector<float> losses() const = 0;

  /// All that changes from step to step, as the leader of a team has it after collect().
  virtual std::vector<std::span<float>> state() = 0;

  /// Goes on, after so many steps, from what was written into state(). By all members of a team.
  virtual void resume(Index steps) = 0;

  /// Brings what others of a team have to its leader. By all members.
  virtual void collect() {}

  virtual std::vector<Head> heads() const = 0;
};

/// Heads stacked in banks, one for each run of neighbouring tasks on the same neurons.
std::unique_ptr<TrainingGroup> banks_of(std::span<const HeadTask> tasks, const TrainSettings& settings);

/// A head of many labels that a team shares. @param start on the leader; nullptr on the others
std::unique_ptr<TrainingGroup> shared_head(const SharedTask& task, const Head* start, const TrainSettings& settings,
                                           const Team& team);

}  // namespace neurank::probe
