#pragma once

#include <functional>
#include <span>
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
  /// @param penalty of all heads  @param unit that trains them; outlives this object, as context and data do
  /// @param draws of random neurons that there are
  SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
              const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit, Index draws);

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
  probe::NeuronOrder order(const Subset& subset) const;

  const CellData& data_;
  ResumableUnit& unit_;
  RepetitionSeeds seeds_;
  probe::TrainSettings settings_;
  probe::Penalty penalty_;
  Index columns_;
  mutable probe::Targets control_;  ///< made when first asked for: it takes all words
  probe::NeuronOrder top_, bottom_;
  std::vector<probe::NeuronOrder> random_;  ///< [draws]
};

}  // namespace neurank::probing
