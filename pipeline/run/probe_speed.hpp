#pragma once

#include "base/products.hpp"
#include "probe/probe_settings.hpp"
#include "store/dtype.hpp"

namespace neurank::run {

/// Seconds that a rank takes for a mini-batch of a head.
struct ProbeSpeed {
  double search = 0;   ///< to train on all neurons, as one of the many of a penalty search
  double whole = 0;    ///< to train on all neurons, as one of three
  double subset = 0;   ///< to train on some neurons: this,
  double share = 0;    ///< and this for each share of all neurons
  double measure = 0;  ///< to evaluate on all neurons
};

/// Activations as a cell has them.
struct ActivationScope {
  Index rows, neurons;
  store::DType dtype;
  bool in_memory;  ///< or read anew in each pass
};

/// Measures it with random activations; takes a moment.
ProbeSpeed measure_probes(const ActivationScope& scope, Index labels, const probe::ProbeSettings& settings,
                          const Products& products);

}  // namespace neurank::run
