#pragma once

#include <string>

#include "probe/head.hpp"
#include "ranking/neuron_ranking.hpp"
#include "stage/probing.hpp"

namespace neurank::stage {

/// A head of a cell and what it was trained on, by what the accuracy table calls it.
struct TrainedHead {
  std::string labels;  ///< task or control
  std::string how;     ///< full or unregularized
  probe::Head head;
  probe::Targets targets;
};

/// What one repetition of a cell left for the later stages.
struct Repetition {
  Table accuracy;
  ranking::NeuronRanking ranking;
  probe::Head task;  ///< the head that gave the ranking, on all neurons

  /// Accuracy of a head on all neurons. @param how full or unregularized  @param split a name of Measured
  double accuracy_of(const std::string& labels, const std::string& how, const std::string& split) const;
};

/// Leaves a repetition in its unit's file. @param heads the first is the one that gave the ranking
void write_repetition(const ProbingContext& context, const TrainWork& work, const probe::Penalty& penalty,
                      const Table& accuracy, const ranking::NeuronRanking& ranking,
                      const std::vector<TrainedHead>& heads);

/// Trains the heads of a repetition, in the order in which write_repetition() takes them.
std::vector<TrainedHead> train_anew(const ProbingContext& context, const TrainWork& work,
                                    const schedule::KeepGoing& keep_going);

/// One stored head. @param name labels/how
probe::Head read_head(const ProbingContext& context, const TrainWork& work, const std::string& name);

Repetition read_repetition(const ProbingContext& context, const TrainWork& work);

}  // namespace neurank::stage
