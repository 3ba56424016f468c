#pragma once

#include <string>

#include "probe/evaluate.hpp"
#include "probe/head.hpp"
#include "probing/find_heads.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::probing {

/// A head on all neurons of a cell and what it was trained on.
struct TrainedHead {
  analysis::Labels labels = analysis::Labels::task;
  analysis::Training how = analysis::Training::full;  ///< or unregularized
  FoundHead found = {};
  probe::Targets targets = {};
  probe::Penalty penalty = {};

  /// "labels/how", as the unit's file calls it.
  std::string name() const { return name_of(labels) + "/" + name_of(how); }
};

/// A head and what it was to learn.
struct Learner {
  const probe::Head* head;
  probe::Targets targets;
};

/// Labels that the heads of a repetition learn.
probe::Targets targets_of(const ProbingContext& context, const RepetitionId& id, analysis::Labels labels);

/// What one repetition of a cell left for the later stages.
struct Repetition {
  Table accuracy;  ///< of heads on all neurons
  Table training, convergence;
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

/// A ranking as a table of a unit's file, and back: neurons by rank, with their scores.
Table to_table(const ranking::NeuronRanking& ranking);
ranking::NeuronRanking to_ranking(const Table& table);

/// Right words of heads by sentence, as arrays beside a table of accuracies: "right/SPLIT" [rows, sentences], its rows
/// in the order of those of the table that are about this split.
store::ResultSet no_right_words(const CellData& data);
void add_right_words(const probe::Score& score, store::Array& right);
void add_right_words(Measured split, const std::vector<probe::Score>& scores, store::ResultSet& results);
std::string right_words_of(Measured split);

/// A repetition as its unit's file holds it, but for the right words. @param heads the first is the one that gave the
/// ranking
/// @param tables accuracy, training, convergence
store::ResultSet to_results(const probe::Penalty& penalty, std::map<std::string, Table> tables,
                            const ranking::NeuronRanking& ranking, const std::vector<TrainedHead>& heads);

/// Finds the heads of a repetition, in the order in which to_results() takes them.
std::vector<TrainedHead> train_anew(const ProbingContext& context, const RepetitionId& id,
                                    const probe::Penalty& penalty, const schedule::KeepGoing& keep_going);

/// How a full head is used of which all but some neurons are masked, as the grid says.
analysis::Training masked_use(const ProbingContext& context);

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
