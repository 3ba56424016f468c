#pragma once

#include <optional>

#include "analysis/minimal_search.hpp"
#include "probing/minimal_cut.hpp"
#include "probing/repetition.hpp"
#include "probing/retrained.hpp"

namespace neurank::probing {

/// Test accuracies of heads on as many neurons as a minimal set has; random ones are means over draws. Selectivity:
/// task - control (docs/method.md 8.1); none without a control task.
struct SetAccuracies {
  double top = 0, random = 0, bottom = 0;
  std::optional<double> selectivity_all, selectivity_top, selectivity_random;
  std::optional<double> selectivity_own;  ///< the control task on as many neurons, which its own head ranks first
  std::optional<double> random_sd;        ///< of single random sets, if there are several
  std::optional<double> seen_all, seen_top, seen_random;  ///< selectivity on test words whose type training has
  std::optional<double> control_ceiling;                  ///< largest accuracy that can be expected on the control task
};

/// The same of a minimal set, from what its repetition and the heads that were retrained for it have measured.
SetAccuracies accuracies_of(const analysis::MinimalSize& set, const MinimalScope& scope, const Repetition& repetition,
                            const RetrainedHeads& retrained, const CellData& data);

}  // namespace neurank::probing
