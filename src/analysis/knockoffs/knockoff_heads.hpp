#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "base/products.hpp"

namespace neurank::analysis {

/// Neurons and their knockoffs, beside what is to be told.
struct KnockoffProblem {
  const Matrix& scores;                  ///< [T, N]
  const Matrix& knockoffs;               ///< [T, N]
  std::span<const std::int32_t> labels;  ///< [T] each in [0, label_count)
  Index label_count = 0;                 ///< L
};

/// The head on neurons and knockoffs together, of least mean cross entropy + λ1 Σ |W| + λ2 Σ W². With p_t the labels'
/// shares of the T words, λ1 is a share of
///     max_t sqrt(p_t (1 - p_t)) sqrt(2 ln(2 N) / T),
/// which the largest of 2 N slopes is about where labels have nothing to do with neurons. So the rule knows neither
/// neurons nor knockoffs. On planted neurons the default found within 0.02 as many as the best share between 0.05 and
/// 0.8, for strong and weak labels; no fixed part of the least λ1 without weights did.
struct KnockoffHead {
  double noise_share = 0.2;  ///< λ1 in units of that noise, positive
  double l2_share = 0.02;    ///< λ2 as a part of λ1, positive
  double gap = 1e-3;         ///< relative duality gap at which the head is good enough
  double max_passes = 500;
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< for what the solver keeps between passes
};

/// How much more the labels have to do with each neuron than with its knockoff.
struct KnockoffStatistics {
  std::vector<double> values;  ///< [N] W
  bool is_certified = false;   ///< whether the head's gap was reached
};

/// W_j = |w_j| - |w_j~| with the Euclidean norms over labels of a neuron's weights and its knockoff's, in one head on
/// all 2 N columns, z-scored (the lasso coefficient difference of Candès et al. 2018, section 3.2). Where a neuron and
/// its knockoff change places its W changes its sign and no other number changes, to the last bit: of the two the head
/// sees that one first whose first differing value is less, and λ1 knows neither. 0 where a neuron never varies. O(T N
/// L) for each of some tens of passes. Memory: 8 T N bytes and head.memory_bytes.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
KnockoffStatistics knockoff_statistics(const KnockoffProblem& problem, const KnockoffHead& head,
                                       const Products& products, const std::function<bool()>& keep_going);

}  // namespace neurank::analysis
