#pragma once

#include <string>

#include "probing/minimal_cut.hpp"
#include "probing/repetition.hpp"
#include "probing/resumable_unit.hpp"

namespace neurank::probing {

// Studies ask more of a cell than its rankings and minimal sets (docs/method.md 9.7 to 9.13). Each has a file of this
// folder with a function that finds out what its unit leaves: tables as they are declared, but where it says otherwise.

/// A study at work.
struct StudyAtWork {
  const ProbingContext& context;
  const StudyWork& work;
  const CellData& data;
  ResumableUnit& unit;

  const RepetitionId& id() const { return work.id; }
  const grid::Analyses& analyses() const { return context.experiment.analyses; }

  report::CellName name() const { return cell_names(context.experiment, id().cell); }

  /// Seed of what the study leaves to chance. @param purpose tells apart what is drawn
  std::uint64_t seed(const std::string& purpose) const;
};

/// Heads on each layer alone and on it with all below, with their right words.
store::ResultSet find_layer_heads(const StudyAtWork& study);

/// Rows of the table of layers' accuracies. @param unit what find_layer_heads() has left
Table layer_accuracy(const ProbingContext& context, const grid::Cell& cell, const store::ResultSet& unit);

/// Minimal sets among neurons, random directions and principal axes.
store::ResultSet compare_bases(const StudyAtWork& study);

/// Codes of labels by what heads predict.
store::ResultSet find_description_lengths(const StudyAtWork& study);

/// Clusters of neurons that say the same, and sets that do as well as the first.
store::ResultSet find_redundancy(const StudyAtWork& study);

/// How far labels lie from others at each neuron.
store::ResultSet count_told_labels(const StudyAtWork& study);

/// Neurons that tell what the others of their layer do not, at a rate of false ones.
store::ResultSet find_knockoff_sets(const StudyAtWork& study);

/// The smallest sets that suffice, found by exchanging neurons.
store::ResultSet find_best_sets(const StudyAtWork& study);

}  // namespace neurank::probing
