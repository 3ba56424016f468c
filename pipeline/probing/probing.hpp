#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "probe/penalty_search.hpp"
#include "probe/train.hpp"
#include "probing/cell_data.hpp"
#include "probing/minimal_cut.hpp"
#include "probing/resumable_unit.hpp"
#include "probing/work.hpp"
#include "schedule/run_units.hpp"
#include "store/local_copies.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

/// What all units that train probes share on a rank.
class ProbingContext {
 public:
  /// @param run_folder outlives this object, as the experiment does
  /// @param of_program build; another one does not go on with units that this one has begun
  /// @param of_host copies of activation files, which outlive this object; nullptr: none
  ProbingContext(const schedule::RunFolder& run_folder, const grid::Experiment& of_run, std::string of_program = "",
                 const store::LocalCopies* of_host = nullptr);

  const schedule::RunFolder& folder;
  const grid::Experiment& experiment;
  const std::string build;
  const store::LocalCopies* const copies;

  /// How a cell's heads are trained.
  const probe::ProbeSettings& settings(const grid::Cell& cell) const { return experiment.variants[cell.variant].probe; }

  /// A cell's data, opened here when the unit before did not use the same; good until another cell is asked for. Rows
  /// in memory stay there from cell to cell of one activation file.
  const CellData& open(const grid::Cell& cell) const;

  /// Between units: the next open() reads the host's copy where it has got one by now.
  void use_copies() const;

  /// Frees what open() holds.
  void close() const;

 private:
  mutable std::shared_ptr<const OpenActivations> activations_;
  mutable std::unique_ptr<const CellData> data_;
  mutable grid::Cell cell_ = {};
};

/// Writes what a unit of a cell found, and its fingerprint, to the unit's file, which appears whole or not at all.
void write_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage, const std::string& part,
                store::ResultSet results, const schedule::AtWork& at_work);

/// The part in a unit of the cell of a rank that does not lead its team.
void help_with_unit(const ProbingContext& context, const grid::Cell& cell, const schedule::AtWork& at_work);

/// The same of a unit that trains heads, at work.
ResumableUnit resumable_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                             const std::string& part, const schedule::AtWork& at_work);

/// Reads such a file. Throws Error when it is missing or damaged.
store::ResultSet read_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                           const std::string& part);

/// Reads the tables of such a file, and no array.
store::ResultSet read_unit_tables(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                                  const std::string& part);

/// The repetition of a cell that is held against chance.
constexpr Index chance_repetition = 1;

/// What the file of a part of a repetition's work is called in its stage.
std::string part_of(const RepetitionId& id, const std::string& name);

/// Labels of a cell that have a say in rankings.
std::vector<Index> labels_that_rank(const ProbingContext& context, const grid::Cell& cell);

/// Activations that neurons get which a masked head does not keep; nullptr: 0. Good as long as the data is.
const Vector* masked_activations(const ProbingContext& context, const CellData& data);

/// Stacked labels of heads that a cell's units train or evaluate at once.
Index columns_at_once(const ProbingContext& context, const grid::Cell& cell);

/// Seeds of one repetition, the same for all variants of a cell, so that these differ in their settings alone. Each
/// repetition has its own start weights, order of words and control labels: repetitions that shared the order would
/// understate the spread.
struct RepetitionSeeds {
  std::uint64_t start, order, control, random_sets, unweighted, words;
};
RepetitionSeeds repetition_seeds(std::uint64_t experiment_seed, Index repetition);

/// Seed of what rankings other than weight mass leave to chance, of one task: one seed for several would give their
/// ties one order, which is not agreement. @param purpose tells rankings apart
std::uint64_t ranking_seed(const ProbingContext& context, const grid::Cell& cell, const std::string& purpose);

/// Words on which the heads of a repetition are trained.
probe::TrainingRows training_of(const ProbingContext& context, const RepetitionId& id);

/// Weights of a head that is no more than a unit's operations, when it is trained for so many epochs.
Index whole_weights(const ProbingContext& context, const grid::Cell& cell, Index epochs);

/// How a cell's banks are trained in one repetition; on words of its own without a team, which would read all.
probe::TrainSettings train_settings(const ProbingContext& context, const grid::Cell& cell,
                                    const RepetitionSeeds& seeds);

/// Trains, ranks and measures the unit's penalties on dev; leaves the table of trials in the unit's file.
void search_penalties(const ProbingContext& context, const PenaltyWork& work, const schedule::AtWork& at_work);

/// Does a part of a search by chains; leaves its table of trials in the unit's file, and the heads that later links
/// start from.
void search_chains(const ProbingContext& context, const ChainWork& work, const schedule::AtWork& at_work);

/// Puts the trials of a cell's search together, one for each pair of the search grid, and hands the best penalty on.
void select_penalty(const ProbingContext& context, const SelectWork& work, const schedule::AtWork& at_work);

/// Trials of a cell's penalty search, in the order of the search grid; empty without a search. @pre select_penalty() is
/// done
std::vector<probe::PenaltyTrial> read_trials(const ProbingContext& context, const grid::Cell& cell);

/// Rows of the table of convergence of the heads with all penalties; empty without a search. @pre as read_trials()
Table path_convergence(const ProbingContext& context, const grid::Cell& cell);

/// The exact head from which those of repetitions start. @param how full, of the selected penalty, or unregularized
/// @pre select_penalty() is done
std::shared_ptr<const probe::Head> path_head(const ProbingContext& context, const grid::Cell& cell,
                                             analysis::Training how);

/// The penalty that a cell's search found best, or the only one that its settings name. Each repetition keeps it beside
/// its heads, where later stages find it (Repetition::penalty).
probe::Penalty selected_penalty(const ProbingContext& context, const grid::Cell& cell);

/// Trains one of the heads of a repetition on all neurons and leaves it in the unit's file.
void train_whole_head(const ProbingContext& context, const HeadWork& work, const schedule::AtWork& at_work);

/// Trains the cell's heads of one repetition (task and control with the selected penalty, task without), ranks neurons,
/// measures accuracies on all neurons; leaves all of it in the unit's file.
void train_repetition(const ProbingContext& context, const TrainWork& work, const schedule::AtWork& at_work);

/// Measures the head that ranks with all but the top, random and bottom neurons masked; leaves its accuracies and right
/// words in the unit's file.
void mask_neurons(const ProbingContext& context, const AblationWork& work, const schedule::AtWork& at_work);

/// Does a part of the search for the smallest top sets of one repetition: retrains heads on the sizes that the parts
/// before leave to be tried; leaves what it measured in the unit's file.
void search_top_sets(const ProbingContext& context, const SearchWork& work, const schedule::AtWork& at_work);

/// Retrains heads on other neurons, or with the control task's labels, at the sizes of the minimal sets and at fixed
/// ones; leaves what it measured in the unit's file.
void train_rivals(const ProbingContext& context, const RivalWork& work, const schedule::AtWork& at_work);

/// Retrains heads on random sets of the size of the minimal set at the smallest delta; leaves their test accuracies in
/// the unit's file.
void train_random_sets(const ProbingContext& context, const RandomSetsWork& work, const schedule::AtWork& at_work);

/// Trains a head on the neurons and permuted copies, and ranks both; leaves in the unit's file how many copies stand
/// before each place of the true neurons' order.
void train_shadows(const ProbingContext& context, const ShadowWork& work, const schedule::AtWork& at_work);

/// Trains and ranks by heads on complementary halves of the training sentences; leaves both orders in the unit's file.
void train_halves(const ProbingContext& context, const HalvesWork& work, const schedule::AtWork& at_work);

/// The first half of a pair. @return [training sentences] 1 for those that are in it, else 0
std::vector<int> first_half(const ProbingContext& context, const HalvesWork& work);

/// Finds what the labels and each nuisance explain of each neuron on training words; leaves that in the unit's file.
void explain_neurons(const ProbingContext& context, const NuisanceWork& work, const schedule::AtWork& at_work);

/// Takes moments by label of the tasks of a corpus in one pass over its training words; leaves them in the unit's file.
void take_moments(const ProbingContext& context, const MomentsWork& work, const schedule::AtWork& at_work);

/// Ranks neurons by the words of a task, and where rankings on halves are asked for, by those of the first pair, too;
/// leaves the rankings in the unit's file. @pre take_moments() is done where a method reads moments
void rank_by_words(const ProbingContext& context, const WordRankingWork& work, const schedule::AtWork& at_work);

/// Ranks neurons by the head of a repetition; leaves the rankings in the unit's file.
void rank_by_heads(const ProbingContext& context, const HeadRankingWork& work, const schedule::AtWork& at_work);

/// Judges the neurons that the rankings of a cell's first repetition put first; leaves rankings and verdicts in the
/// unit's file. @pre rank_by_words() and rank_by_heads() are done
void judge_rankings(const ProbingContext& context, const JudgeWork& work, const schedule::AtWork& at_work);

/// Compares a model's rankings for several tasks; leaves the rows of the table of tasks in the unit's file.
/// @pre the cells are reduced
void compare_tasks(const ProbingContext& context, const TasksWork& work, const schedule::AtWork& at_work);

/// Does a study of a cell; leaves what it found in the unit's file. @pre the search for minimal sets is done
void study_cell(const ProbingContext& context, const StudyWork& work, const schedule::AtWork& at_work);

/// Rows of the tables of all studies that the grid asks for. @pre study_cell() is done for each
std::map<std::string, Table> study_tables(const ProbingContext& context, const grid::Cell& cell);

/// A repetition's minimal set at the smallest delta.
struct SmallestSet {
  Index n;        ///< N when no smaller one is accurate enough
  double oracle;  ///< dev accuracy that it is held against
  double delta;   ///< points that it may lose
};

/// @pre the search for it is done
SmallestSet smallest_set(const ProbingContext& context, const RepetitionId& id, const MinimalScope& scope);

/// What is known of one neuron beside its ranks.
struct NeuronFacts {
  std::optional<double> selected;  ///< share of the halves in which it is among as many as the minimal set has, at the
                                   ///< smallest delta
  std::optional<double> label_effect, nuisance_effect;  ///< partial ε² of the labels and of the strongest nuisance
  std::string nuisance = {};                            ///< its name
  bool is_of_a_nuisance = false;                        ///< it explains the neuron better, beyond chance
};

/// What the units that hold a cell's first repetition against chance left.
struct AgainstChance {
  std::map<std::string, Table> tables;  ///< random_sets, shadows, data_stability; empty where they are not asked for
  std::vector<NeuronFacts> neurons;     ///< [N]
};

/// @param minimal the cell's table of minimal sets
AgainstChance hold_against_chance(const ProbingContext& context, const grid::Cell& cell, const Table& minimal);

/// Takes the minimal sets of one repetition from what its parts measured, compares them with random and bottom neurons
/// and with the control task, and describes them by layer and label; leaves all of it in the unit's file.
void find_minimal_sets(const ProbingContext& context, const MinimalWork& work, const schedule::AtWork& at_work);

/// Compares two reduced cells, repetition by repetition and word by word; leaves the rows of the table of comparisons
/// in the unit's file.
void compare_cells(const ProbingContext& context, const CompareWork& work, const schedule::AtWork& at_work);

/// Compares groups of models over their pretraining runs; leaves the rows of the tables of groups and of their tests in
/// the unit's file.
void compare_groups(const ProbingContext& context, const GroupsWork& work, const schedule::AtWork& at_work);

/// Describes a model's most important neurons on a corpus by the words, labels and sentences at which they are
/// strongest, in one pass over the training words where resources.memory has room for all neurons, else in several.
void make_cards(const ProbingContext& context, const CardsWork& work, const schedule::AtWork& at_work);

/// Name of the part of the cell's stage of reports that compares it with another.
std::string comparison_part(const grid::Experiment& experiment, const CompareWork& work);

/// Merges a cell's repetitions into its rows of all tables; leaves these in the unit's file.
void reduce_cell(const ProbingContext& context, const ReduceWork& work, const schedule::AtWork& at_work);

}  // namespace neurank::probing
