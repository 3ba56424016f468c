#pragma once

#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "probe/evaluate.hpp"
#include "probe/train.hpp"
#include "probing/probing.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::probing {

/// The labels that a head learns and the neurons that it reads.
struct Subset {
  analysis::Labels labels = analysis::Labels::task;
  analysis::Kept neurons = analysis::Kept::all;
  Index draw = 0;  ///< of random neurons, from 1; 0 for the others
  Index n = 0;     ///< number of neurons

  auto operator<=>(const Subset&) const = default;
};

/// Trains heads on subsets of a cell's neurons in one repetition. The neurons of a kind and draw are nested: n of them
/// are the first n of one order, so that all sizes read one column-permuted copy of a batch.
class SubsetHeads {
 public:
  /// @param ranking the task's  @param penalty of all heads  @param unit that trains them; outlives this object, as
  /// context and data do
  SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
              const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit);

  /// What is to be found out about heads that were trained together, one a subset.
  using Take = std::function<store::ResultSet(const std::vector<Subset>& subsets, const std::vector<probe::Head>& heads,
                                              const std::vector<probe::TrainingLoss>& losses)>;

  /// Trains heads, as many at a time as memory allows, each time a step of the unit. @pre no subset is of all neurons
  /// @return what was found out, step by step
  std::vector<store::ResultSet> train(const std::vector<Subset>& subsets, const Take& take) const;

  /// Scores of heads on a split. @return [heads]
  std::vector<probe::Score> measure(const std::vector<Subset>& subsets, const std::vector<probe::Head>& heads,
                                    Measured split) const;

  const CellData& data() const { return data_; }

 private:
  probe::Targets targets(analysis::Labels labels) const;
  std::vector<probe::HeadTask> tasks(const std::vector<Subset>& subsets) const;
  std::vector<Index> control_counts() const;  ///< [L] training words of each label of the control task
  std::vector<Index> make_order(const Subset& subset) const;
  probe::NeuronOrder order(const Subset& subset) const;

  const ProbingContext& context_;
  const CellData& data_;
  RepetitionId id_;
  ResumableUnit& unit_;
  RepetitionSeeds seeds_;
  probe::TrainSettings settings_;
  probe::Penalty penalty_;
  Index columns_;
  std::vector<Index> top_;          ///< [N]
  mutable probe::Targets control_;  ///< made when first asked for: it takes all words
  mutable std::map<std::pair<analysis::Kept, Index>, probe::NeuronOrder> orders_;  ///< likewise, by kind and draw
};

}  // namespace neurank::probing
