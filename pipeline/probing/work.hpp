#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "grid/experiment.hpp"

namespace neurank::probing {

// Works are what a unit does, as plain values; the cuts are pure functions of the grid and of what planning knows. No
// unit has more operations than the settings say, unless it is one head: counted, not timed, so that a plan is the same
// wherever it is made.

/// Stacked labels of a unit of a penalty search, unless it is one head: products are as fast as with more, and more
/// ranks share a search.
constexpr Index max_search_columns = 512;

/// One of the numbered repeats of a cell.
struct RepetitionId {
  grid::Cell cell;
  Index repetition;  ///< from 1; column "seed"
};

/// One bank of the penalty search of a cell: penalties [first, first + count) of its search grid.
struct PenaltyWork {
  grid::Cell cell;
  std::size_t first, count;
};

/// A part of the penalty search of a cell by chains: links [first_link, end_link) of chains [first, first + count).
struct ChainWork {
  grid::Cell cell;
  std::size_t first, count;
  std::size_t first_link, end_link;

  std::string name() const;  ///< unique in a cell
};

/// The penalty of a cell, from what the units of its search have measured.
struct SelectWork {
  grid::Cell cell;
  double head_flops;
};

/// A head of a repetition on all neurons: the labels that it learns, and with or without the penalty.
struct WholeHead {
  analysis::Labels labels;
  analysis::Training how;  ///< full or unregularized
};

/// The heads of a repetition on all neurons, the one that gives the ranking first.
std::vector<WholeHead> whole_heads(bool control);

/// One of them by itself, by its position, where all of them are too much for a unit.
struct HeadWork {
  RepetitionId id;
  std::size_t head;
};

/// The heads of one repetition on all neurons, their ranking and accuracies.
struct TrainWork {
  RepetitionId id;
  bool heads_are_trained = false;  ///< by units of their own
};

/// The head that ranks, with most neurons masked.
struct AblationWork {
  RepetitionId id;

  std::string name() const;  ///< unique in a repetition
};

/// A head on all neurons of a cell and on permuted copies of some of them, in one of the draws of copies.
struct ShadowWork {
  RepetitionId id;
  Index draw;  ///< from 1

  std::string name() const;  ///< unique in a repetition
};

/// Heads on two complementary halves of the training sentences.
struct HalvesWork {
  RepetitionId id;
  Index pair;  ///< from 1

  std::string name() const;  ///< unique in a repetition
};

/// What nuisances explain of each neuron of a cell, beside the task's labels.
struct NuisanceWork {
  RepetitionId id;

  std::string name() const;  ///< unique in a repetition
};

/// Moments by label of the tasks of a corpus, for rankings of a model's neurons, in one pass over its training words.
struct MomentsWork {
  grid::Cell cell;                ///< the first of the cells
  std::vector<grid::Cell> cells;  ///< one of each task, of the task's first variant
};

/// Name of the part of the first cell's stage of training that takes moments; no repetition is called so.
inline constexpr const char* moments_part = "moments";

/// Rankings of a model's neurons for a task by its words alone, without a head: the same for all variants.
struct WordRankingWork {
  grid::Cell cell;     ///< of the task's first variant
  grid::Cell moments;  ///< of the unit of moments
};

/// Name of the part of the cell's stage of training that ranks by words; no repetition is called so.
inline constexpr const char* rankings_part = "rankings";

/// Rankings by the head of a repetition, by all methods that read one.
struct HeadRankingWork {
  RepetitionId id;

  std::string name() const;  ///< unique in a repetition
};

/// The neurons of all rankings of a cell's first repetition, judged.
struct JudgeWork {
  RepetitionId id;
  grid::Cell ranked;  ///< of the unit that ranks by the task's words, if there is one

  std::string name() const;  ///< unique in a repetition
};

/// A model's rankings for several tasks, held against each other.
struct TasksWork {
  grid::Cell cell;                ///< the first of the cells
  std::vector<grid::Cell> cells;  ///< of one model and variant
};

/// One for each model and variant with several tasks; none unless the grid compares rankings.
std::vector<TasksWork> compared_tasks(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Name of the part of the first cell's stage of reports that compares tasks; no model can be called so.
inline constexpr const char* tasks_part = "+tasks";

/// Models and corpora whose words rank neurons without a head; none unless the grid asks for such rankings.
std::vector<MomentsWork> ranked_by_words(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// All repetitions of a cell, merged.
struct ReduceWork {
  grid::Cell cell;
  grid::Cell ranked = cell;  ///< of the unit that ranks by the task's words, if there is one
};

/// Two models on the same task and variant.
struct CompareWork {
  grid::Cell cell, other;
};

/// A task and variant on which groups of models are compared, by their pretraining runs.
struct GroupsWork {
  grid::Cell cell;                ///< the first of the cells
  std::vector<grid::Cell> cells;  ///< whose model is in a group
};

/// Cards of a model's most important neurons on a corpus: words, labels and sentences at which they are strongest.
struct CardsWork {
  grid::Cell cell;                   ///< the first of the corpus's cells
  std::vector<grid::Cell> own;       ///< cells of the model on this corpus
  std::vector<grid::Cell> of_model;  ///< all cells of the model, whose rankings choose the neurons
};

/// One for each model and corpus, unless the grid wants none.
std::vector<CardsWork> neuron_cards(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Name of the part of the first cell's stage of reports that makes cards; no model can be called so.
inline constexpr const char* cards_part = "+cards";

/// Most neurons of a model that get cards.
constexpr std::size_t most_cards = 300;

/// Those of which some group has several models, in the order of the tasks and variants.
std::vector<GroupsWork> grouped(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Pairs of groups with enough runs to be tested, over all tasks and variants.
std::size_t tested_groups(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Name of the part of the first cell's stage of reports that compares groups; no model can be called so.
inline constexpr const char* groups_part = "+groups";

/// All pairs of cells that can be compared, in their order, but those of two models whose groups have several runs on
/// the task, which GroupsWork compares.
std::vector<CompareWork> comparisons(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Units of the penalty search of one cell: consecutive penalties, as many as fit in a bank's columns and a unit.
/// @param head_flops operations of training one head on all neurons
std::vector<PenaltyWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings,
                                    double head_flops);

/// Units of a penalty search by chains, those of one chain in order: each link waits for the one before it. As many
/// chains as fit in a bank's columns and a unit are one unit; a chain that does not fit is cut into its links.
std::vector<ChainWork> cut_chains(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings,
                                  double head_flops);

/// Heads on all neurons, trained for all epochs, to which the work comes down.
double heads_of(const ChainWork& work, const probe::ProbeSettings& settings);

}  // namespace neurank::probing
