#pragma once

#include <string>
#include <vector>

#include "probing/work.hpp"

namespace neurank::probing {

/// What the cut of a repetition's minimal sets into units depends on.
struct MinimalScope {
  Index neurons = 0;
  std::vector<double> deltas = {};  ///< percent points
  Index draws = 0;
  bool control = true;
  double head_flops = 0;          ///< operations of training one head on all neurons
  double unit_operations = 0;     ///< of a unit, at most, unless it is one head
  std::vector<double> keep = {};  ///< shares of the neurons to which heads are masked: also retrained on as many
  bool own_ranking = false;       ///< whether the control task also has heads on the neurons that its own head ranks
  Index first_layer = 0;          ///< neurons of layer 0, on which alone a head is trained; 0: none is
};

/// A part of the search for the smallest top sets: waves [first_wave, end_wave), or a slice of one wave (every
/// slices-th of its sizes, from the slice-th).
struct SearchPart {
  std::size_t first_wave = 0, end_wave = 0, slice = 0, slices = 1;

  std::string name() const;  ///< unique in a repetition
};

/// All parts of a search, in order. Those of one wave can be computed at the same time; each waits for all of the waves
/// before.
std::vector<SearchPart> cut_search_of_top(const MinimalScope& scope);

/// Heads that the top sets are compared with, on neurons of one kind: at the fixed sizes and at those of the minimal
/// sets. On top neurons the task's own are among them at fixed sizes that the search need not have tried. Those on
/// layer 0 have its size alone, those by the control task's own ranking have none that is fixed.
struct Rivals {
  analysis::Kept neurons = analysis::Kept::bottom;
  Index draw = 0;                            ///< of random neurons, from 1; 0 for the others
  std::size_t first_slot = 0, end_slot = 0;  ///< of the kind's slots: for each of its labels, the fixed sizes, then
                                             ///< that of each delta

  std::string name() const;  ///< unique in a repetition
};

/// Labels that heads on these neurons learn.
std::vector<analysis::Labels> labels_of(analysis::Kept neurons, bool control);

/// Deltas at whose minimal sets' sizes there are rivals on these neurons.
const std::vector<double>& deltas_of(analysis::Kept neurons, const MinimalScope& scope);

/// Fixed sizes of rivals: with the task's labels those of masked heads, too, but on top neurons not those that every
/// search tries.
std::vector<Index> fixed_sizes(analysis::Labels labels, analysis::Kept neurons, const MinimalScope& scope);

/// All rivals of a repetition; all can be computed at the same time, once the search has ended.
std::vector<Rivals> cut_rivals(const MinimalScope& scope);

/// Heads on some of the neurons.
struct SubsetCount {
  double heads = 0;   ///< how many
  double shares = 0;  ///< sum of the shares of the neurons that they read
};

/// Heads of each wave of a search, as a guess: what it tries depends on what it finds. Minimal sets are taken to have
/// typical_share() of the neurons.
std::vector<SubsetCount> typical_waves(const MinimalScope& scope);

/// Heads of a part, by the same guess. @param waves typical_waves() of the scope
SubsetCount expected_heads(const SearchPart& part, const std::vector<SubsetCount>& waves);
SubsetCount expected_heads(const Rivals& rivals, const MinimalScope& scope);

/// Share of the neurons in a minimal set at a delta in percent points, as it was on average over the cells of
/// config/demo.yaml and of config/conll2000-mini.yaml (28 and 44 % at half a point, 16 and 21 % at two).
double typical_share(double delta);

/// A part of the search of a repetition.
struct SearchWork {
  RepetitionId id;
  MinimalScope scope;
  SearchPart part;
};

/// Some of the rivals of a repetition.
struct RivalWork {
  RepetitionId id;
  MinimalScope scope;
  Rivals rivals;
};

/// Some of the heads on random sets of a minimal set's size, of the smallest delta: draws [first, first + count).
struct RandomSetsWork {
  RepetitionId id;
  MinimalScope scope;
  Index first, count;

  std::string name() const;  ///< unique in a repetition
};

/// All of them. @param sets how many
std::vector<RandomSetsWork> cut_random_sets(const RepetitionId& id, const MinimalScope& scope, Index sets);

/// A study of a cell; some are of sets of the size of the minimal one.
struct StudyWork {
  RepetitionId id;
  MinimalScope scope;
  analysis::Study study;

  std::string name() const { return name_of(study); }  ///< unique in a repetition
};

/// Whether a study asks for the size of the minimal set, so that it waits for the search.
bool needs_minimal_set(analysis::Study study);

/// The minimal sets of a repetition, from what its parts have measured.
struct MinimalWork {
  RepetitionId id;
  MinimalScope scope;
};

}  // namespace neurank::probing
