#pragma once

#include <functional>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "probe/evaluate.hpp"
#include "probing/find_heads.hpp"
#include "ranking/neuron_ranking.hpp"
#include "ranking/ranking_method.hpp"

namespace neurank::probing {

/// The labels that a head learns and the neurons that it reads.
struct Subset {
  analysis::Labels labels = analysis::Labels::task;
  analysis::Kept neurons = analysis::Kept::all;
  Index draw = 0;  ///< of random neurons, from 1; of first_layer the layer that is first, from 0; else 0
  Index n = 0;     ///< number of neurons
  ranking::Method method = ranking::Method::weight_mass;  ///< that top and bottom neurons are by

  auto operator<=>(const Subset&) const = default;
};

/// Trains heads on subsets of a cell's neurons in one repetition. The neurons of a kind and draw are nested: n of them
/// are the first n of one order, so that all sizes read one column-permuted copy of a batch.
class SubsetHeads {
 public:
  /// @param ranking the task's, by weight mass  @param penalty of all heads  @param unit that trains them; outlives
  /// this object, as context and data do
  SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
              const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit);

  /// Neurons may also be the top and bottom ones of this ranking.
  void rank_also(ranking::Method method, const ranking::NeuronRanking& ranking) { tops_[method] = ranking.order; }

  /// What is to be found out about heads that were trained together, one a subset.
  using Take = std::function<store::ResultSet(const std::vector<Subset>& subsets, const std::vector<FoundHead>& heads)>;

  /// Trains heads, as many at a time as memory allows, each time a step of the unit. @pre no subset is of all neurons
  /// @return what was found out, step by step
  std::vector<store::ResultSet> train(const std::vector<Subset>& subsets, const Take& take) const;

  /// Scores of heads on a split. @return [heads]
  std::vector<probe::Score> measure(const std::vector<Subset>& subsets, const std::vector<FoundHead>& heads,
                                    Measured split) const;

  const CellData& data() const { return data_; }
  const probe::Penalty& penalty() const { return penalty_; }

 private:
  probe::Targets targets(analysis::Labels labels) const;
  std::vector<probe::HeadTask> tasks(const std::vector<Subset>& subsets) const;
  std::vector<Index> control_counts() const;  ///< [L] training words of each label of the control task
  std::vector<Index> make_order(const Subset& subset) const;
  probe::NeuronOrder order(const Subset& subset) const;
  std::shared_ptr<const probe::Head> start(const Subset& subset) const;
  const probe::Head& whole(analysis::Labels labels) const;

  const ProbingContext& context_;
  const CellData& data_;
  RepetitionId id_;
  ResumableUnit& unit_;
  probe::TrainingRows training_;
  RepetitionSeeds seeds_;
  probe::TrainSettings settings_;
  probe::Penalty penalty_;
  Index columns_;
  std::map<ranking::Method, std::vector<Index>> tops_;  ///< [N] by rank
  mutable probe::Targets control_;                      ///< made when first asked for: it takes all words
  /// Likewise, by kind, draw and method.
  mutable std::map<std::tuple<analysis::Kept, Index, ranking::Method>, probe::NeuronOrder> orders_;
  mutable std::map<analysis::Labels, probe::Head> whole_;  ///< heads on all neurons, read when first asked for
};

}  // namespace neurank::probing
