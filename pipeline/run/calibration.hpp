#pragma once

#include "run/corpora.hpp"
#include "run/prediction.hpp"

namespace neurank::run {

/// Measures on this machine what the parts of an experiment's units take: sentences of its corpora run through its
/// models, heads of its cells trained on random activations. Takes some seconds.
/// @param busy_cores cores that are kept busy meanwhile, as other ranks would
Speeds calibrate(const grid::Experiment& experiment, const Facts& facts, Corpora& corpora,
                 const std::vector<grid::Cell>& cells, Index busy_cores);

}  // namespace neurank::run
