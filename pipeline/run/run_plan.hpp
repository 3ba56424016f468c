#pragma once

#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "probing/minimal_cut.hpp"
#include "probing/work.hpp"
#include "run/facts.hpp"
#include "schedule/unit.hpp"

namespace neurank::run {

/// Hidden states of one shard of a corpus.
struct ExtractWork {
  std::size_t model, corpus, shard;
};

/// What is left to do for an activation file once all its shards are written.
struct CompleteWork {
  std::size_t model, corpus;
};

/// What a unit does.
using Work = std::variant<ExtractWork, CompleteWork, probing::PenaltyWork, probing::ChainWork, probing::SelectWork,
                          probing::HeadWork, probing::TrainWork, probing::SearchWork, probing::RivalWork,
                          probing::MinimalWork, probing::ReduceWork, probing::CompareWork, probing::RandomSetsWork,
                          probing::ShadowWork, probing::HalvesWork, probing::NuisanceWork, probing::GroupsWork,
                          probing::AblationWork, probing::CardsWork, probing::MomentsWork, probing::WordRankingWork,
                          probing::HeadRankingWork, probing::JudgeWork, probing::TasksWork, probing::StudyWork>;

/// What a unit that trains probes comes down to, as far as planning can tell.
struct Effort {
  double whole = 0;                   ///< heads trained on all neurons, for all epochs
  double others = 0;                  ///< the same on other words or neurons than all, by one rank
  probing::SubsetCount subsets = {};  ///< heads trained on some of them
  double measured = 0;                ///< heads on all neurons whose evaluation on dev and test costs as much
};

/// A unit as it is scheduled, and what it does.
struct PlannedUnit {
  schedule::Unit unit;
  Work work;
  Effort effort = {};
};

/// Units in order.
using Plan = std::vector<PlannedUnit>;

/// The units alone, as they are scheduled, and their ids.
std::vector<schedule::Unit> units_of(const Plan& plan);
std::vector<std::string> ids_of(const Plan& plan);

/// A model's activations on a corpus: one activation file.
struct Extraction {
  std::size_t model, corpus;
  bool operator==(const Extraction&) const = default;
  bool operator<(const Extraction& other) const {
    return std::tie(model, corpus) < std::tie(other.model, other.corpus);
  }
};

// Plans are pure functions of the experiment and the facts: the same on every rank and in every job that resumes.

/// "train/bert/pos/raw/1". @param part tells units of one stage of the cell apart and may be empty
std::string unit_id(const grid::Experiment& experiment, const grid::Cell& cell, schedule::Stage stage,
                    const std::string& part);

/// Position of the corpus of a cell's task.
std::size_t corpus_of(const grid::Experiment& experiment, const grid::Cell& cell);

/// Activation file that a cell needs.
Extraction needed_by(const grid::Experiment& experiment, const grid::Cell& cell);

/// Cell of a unit that trains or reduces. @pre it is not one of an activation file
const grid::Cell& cell_of(const Work& work);

/// Activation files that the cells need, each once.
std::vector<Extraction> needed_extractions(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Units of the stage extract, one for each shard of each extraction.
Plan plan_extraction(const grid::Experiment& experiment, const Facts& facts,
                     const std::vector<Extraction>& extractions);

/// All units of a run up to the stage `last`: shards, for each activation file one that completes it, for which the
/// probes on it wait, and those of plan_probing().
Plan plan_run(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells,
              schedule::Stage last);

/// Units of the stages from penalty to report of these cells, up to `last`; those that wait for nothing else wait for
/// complete activations.
Plan plan_probing(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells,
                  schedule::Stage last);

}  // namespace neurank::run
