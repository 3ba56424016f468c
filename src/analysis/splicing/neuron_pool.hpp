#pragma once

#include <functional>
#include <vector>

#include "analysis/splicing/sacrifices.hpp"

namespace neurank::analysis {

/// Some neurons of a source in memory, for heads on some of these. Neurons are told by their places in the pool.
class NeuronPool {
 public:
  /// One pass over the words. Memory: 4 T bytes a neuron.
  /// @param neurons different ones of the source  @param targets of all rows of the source
  NeuronPool(const probe::TrainingRows& training, const probe::Targets& targets, std::vector<Index> neurons,
             const std::function<bool()>& keep_going);
  NeuronPool(const NeuronPool&) = delete;
  NeuronPool& operator=(const NeuronPool&) = delete;

  const std::vector<Index>& neurons() const { return neurons_; }     ///< [m] of the source
  const probe::TrainingRows& training() const { return training_; }  ///< words [T, m], as training standardises them
  const probe::Targets& targets() const { return targets_; }         ///< [T]

 private:
  std::vector<Index> neurons_;
  Matrix values_;  ///< [T, m]
  probe::MatrixRows source_{values_};
  probe::TrainingRows training_{source_, {}, {}, {}};
  probe::Targets targets_;
};

}  // namespace neurank::analysis
