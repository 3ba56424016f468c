#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/table.hpp"
#include "report/cell_name.hpp"
#include "report/judged_rankings.hpp"

namespace neurank::report {

/// A number with its 95 % interval, where there is one, and the p-value by which findings go.
struct Estimate {
  double value = 0;
  std::optional<double> low = {}, high = {}, p_adjusted = {};

  bool is_above_zero() const { return low && *low > 0; }
  bool is_sure() const { return p_adjusted && *p_adjusted < 0.05; }  ///< in the family of what findings print
};

/// Accuracies of heads retrained on as many neurons as a minimal set has; selectivities where there are control tasks.
struct SetFacts {
  double n = 0, fraction = 0;
  double top = 0, random = 0, bottom = 0;
  std::optional<double> selectivity_all = {}, selectivity_top = {}, selectivity_random = {}, selectivity_own = {};
  std::optional<double> of_nuisances = {};  ///< share of the set that a nuisance explains better than the labels
};

/// How sure a minimal set's size is.
struct SizeFacts {
  Index n = 0;  ///< the median over repetitions
  std::optional<Index> low = {}, high = {};
  Index repetitions = 0, at_all = 0;          ///< all, and those in which no smaller set is enough
  std::optional<double> standard_error = {};  ///< of an accuracy on dev
};

/// A layer that holds more of a set than random sets have there.
struct LayerFacts {
  Index layer = 0;
  double ratio = 0, z = 0;
};

/// Labels that a neuron serves, beside what unrelated labels would give.
struct SharingFacts {
  double ratio = 0, unrelated = 0, low = 0, high = 0;
};

/// What the texts of a cell are like.
struct CorpusFacts {
  Index sentences = 0, repeated = 0;  ///< of test, and those that stand in training
  Index words = 0, without_vector = 0;
  std::vector<Index> label_counts = {};  ///< training words of each label, ascending
};

/// What findings say of one cell: means over its repetitions, its minimal sets those of the smallest delta.
struct CellFacts {
  CellName name;
  bool is_trained = true;
  Index neurons = 0, equal_neurons = 0;
  std::string site = {};                        ///< where in the model the neurons are read
  std::optional<double> long_first_words = {};  ///< how many times as long as the others, where they stand out
  CorpusFacts corpus = {};
  Estimate accuracy = {};                      ///< of all neurons, test
  double word_majority = 0;                    ///< of a list of words, without any neuron
  std::optional<double> suffix_majority = {};  ///< the same with unseen words by their ending
  std::optional<double> ambiguous = {}, ambiguous_majority = {};
  SetFacts set = {};
  SizeFacts size = {};
  std::optional<Estimate> masked_gap = {};  ///< top less random neurons, all others of the full head masked
  std::optional<Estimate> gap = {}, selectivity_gap = {}, layer_0_gap = {}, centre = {};
  std::optional<Index> random_sets = {}, as_good = {};  ///< random sets of the first repetition
  std::optional<Index> above_noise = {};
  std::vector<LayerFacts> layers = {};
  std::optional<SharingFacts> sharing = {};
  std::vector<JudgedRankings> rankings = {};  ///< of each judge, of the first repetition

  Index labels() const { return static_cast<Index>(corpus.label_counts.size()); }
  double list_of_words() const { return std::max(word_majority, suffix_majority.value_or(0)); }  ///< the better one
  bool needs_all() const { return size.n == neurons; }  ///< no smaller set is enough
};

/// All cells with minimal sets, in their order. @param tables all tables of the results, by name  @param delta the
/// smallest
std::vector<CellFacts> cell_facts(const std::map<std::string, Table>& tables, double delta);

}  // namespace neurank::report
