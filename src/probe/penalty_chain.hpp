#pragma once

#include <vector>

#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// Heads of one λ2, trained one from another.
struct PenaltyChain {
  double l2 = 0;
  std::vector<double> l1;  ///< growing for Adam; falling for the exact solver, whose neurons enter one by one
};

/// The penalty that trains to the same head as this one, for all that a search can tell: a λ1 up to 1e-7 and a λ2 up to
/// 1e-6 count as none (measured: docs/method.md 4). Pure.
Penalty representative(const Penalty& penalty);

/// Chains that cover a representative of every pair of a search, the one that counts as no penalty among them, each
/// once; λ2 ascends. Pure.
std::vector<PenaltyChain> penalty_chains(const ProbeSettings& probe);

/// Labels whose weights are not all zero for certain at the optimum under a λ1: with a free bias no gradient is larger
/// than twice the label's share of the words times the largest activation. Ascending. Pure.
/// @param counts [L] training words of each label  @param largest absolute value of an activation
std::vector<Index> labels_with_weights(const std::vector<std::int64_t>& counts, double largest, double l1);

/// Epochs of a link of a chain that starts from the one before it: three for every ten of the first, rounded up. Pure.
Index link_epochs(Index epochs);

}  // namespace neurank::probe
