#pragma once

#include <memory>

#include "probing/planted_cell.hpp"

namespace neurank::probing {

/// Sizes of small_run().
struct SmallRun {
  static constexpr Index repetitions = 3, neurons = 8;
};

/// A small run with three repetitions, whose first three neurons tell the labels.
inline std::unique_ptr<test::PlantedRun> small_run() {
  auto run = std::make_unique<test::PlantedRun>();
  run->settings().epochs = 3;
  run->settings().learning_rate = 0.02;
  run->experiment().repetitions = SmallRun::repetitions;
  run->experiment().analyses.ablation.keep = {0.25, 0.5};
  run->experiment().analyses.minimal.draws = run->experiment().analyses.ablation.draws = 2;
  run->add({.layers = 2, .width = 4, .training = 300, .held_out = 100, .signal = [](Index neuron, std::int32_t label) {
              return neuron == label ? 2.0f : 0.0f;
            }});
  return run;
}

}  // namespace neurank::probing
