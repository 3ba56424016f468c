#pragma once

#include <functional>
#include <span>

#include "base/index.hpp"

namespace neurank::pretrain {

/// Adds numbers up over all ranks, which then all have the same sums. Collective.
using SumOverRanks = std::function<void(std::span<float>)>;

/// Ranks that train one model together, each on its share of every batch.
struct Ranks {
  int rank = 0;
  int size = 1;
  SumOverRanks sum = [](std::span<float>) {};
};

/// How far training has come.
struct TrainingProgress {
  Index step = 0;   ///< steps done
  double loss = 0;  ///< of the latest step, nats a prediction
};

}  // namespace neurank::pretrain
