#pragma once

#include <string>

#include "probe/evaluate.hpp"
#include "probe/head.hpp"
#include "probe/loss_record.hpp"
#include "probe/mean_gradient.hpp"
#include "probing/probing.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::probing {

/// A head on all neurons of a cell and what it was trained on.
struct TrainedHead {
  analysis::Labels labels = analysis::Labels::task;
  analysis::Training how = analysis::Training::full;  ///< or unregularized
  probe::Head head = {};
  probe::Targets targets = {};
  probe::TrainingLoss loss = {};
  double residual = 0;  ///< probe::optimality_residual()

  /// "labels/how", as the unit's file calls it.
  std::string name() const { return name_of(labels) + "/" + name_of(how); }
};

/// What one repetition of a cell left for the later stages.
struct Repetition {
  Table accuracy;  ///< of heads on all neurons
  Table training;
  ranking::NeuronRanking ranking;
  /// That the cell's search selected, and all its heads but the unregularized are trained with.
  probe::Penalty penalty;

  /// Accuracy of a head on all neurons, 0 of no words. @param how full or unregularized
  double accuracy_of(analysis::Labels labels, analysis::Training how, Measured split) const;
};

/// Puts a head into the arrays of a unit's file, and takes it from there. @param name as TrainedHead::name() has it
void add_head(const std::string& name, const probe::Head& head, store::ResultSet& results);
probe::Head to_head(const std::string& name, const store::ResultSet& results);

/// The same for a head with what is known of its training.
void add_trained(const TrainedHead& head, store::ResultSet& results);
void read_trained(const store::ResultSet& results, TrainedHead& head);

/// Right words of heads by sentence, as arrays beside a table of accuracies: "right/SPLIT" [rows, sentences], its rows
/// in the order of those of the table that are about this split.
store::ResultSet no_right_words(const CellData& data);
void add_right_words(Measured split, const std::vector<probe::Score>& scores, store::ResultSet& results);
std::string right_words_of(Measured split);

/// A repetition as its unit's file holds it, but for the right words. @param heads the first is the one that gave the
/// ranking
store::ResultSet to_results(const probe::Penalty& penalty, const Table& accuracy, const Table& training,
                            const ranking::NeuronRanking& ranking, const std::vector<TrainedHead>& heads);

/// Trains the heads of a repetition, in the order in which to_results() takes them.
std::vector<TrainedHead> train_anew(const ProbingContext& context, const RepetitionId& id,
                                    const probe::Penalty& penalty, const schedule::KeepGoing& keep_going);

/// Ranking by a head. Neurons without weight follow the others by how near they are to getting one: at a
/// gradient of λ1. @param training words that it was trained on  @param labels that have a say
ranking::NeuronRanking rank_neurons(const ProbingContext& context, const RepetitionId& id, probe::BatchStream& training,
                                    const probe::Learner& trained, const std::vector<Index>& labels, double l1,
                                    const schedule::KeepGoing& keep_going);

/// Score of one head on all neurons.
probe::Score score_of(const CellData& data, const probe::Head& head, const probe::Targets& targets, Measured split,
                      const schedule::KeepGoing& keep_going);

/// One stored head. @param name as TrainedHead::name() has it
probe::Head read_head(const ProbingContext& context, const RepetitionId& id, const std::string& name);

/// What to_results() holds, read from the unit's file, without the heads. Throws Error when the file is missing or
/// damaged.
Repetition read_repetition(const ProbingContext& context, const RepetitionId& id);

/// Accuracies of the head that ranks with most neurons masked. @pre mask_neurons() is done
Table masked_accuracies(const ProbingContext& context, const RepetitionId& id);

}  // namespace neurank::probing
