#pragma once

#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// The least threshold T > 0 among the |W| at which the knockoffs tell that at most a share q of the selected is false:
///     (1 + #{W_j <= -T}) / max(1, #{W_j >= T}) <= q
/// (knockoff+; Barber & Candès 2015, equation 1.9); infinity where there is none. So nothing is selected at all unless
/// at least 1 / q are. @param statistics [N] W, finite  @param q in (0, 1]
double knockoff_threshold(std::span<const double> statistics, double q);

/// E-values of one draw of knockoffs for the hypotheses that neurons tell nothing of the label beyond the others of
/// their layer (Ren & Barber 2024):
///     e_j = N 1[W_j >= T] / (1 + #{W_k <= -T}),
/// T being the least of the |W| above 0 at which one of these holds, with R = #{W_j >= T} and the ratio of
/// knockoff_threshold():
///     ratio <= q,      R < 1 / q and ratio <= 2 q,      R < 1 / (2 q).
/// The first is knockoff+. Where R falls below 1 / q it can hold no more, and their modified stopping time ends there;
/// going on to twice the level (ours) leaves the knockoffs behind that stand among the last, so that fewer neurons than
/// 1 / q have e-values that count where several draws or layers come together.
///
/// N is the number of statistics: all hypotheses of this one problem, null or not. Going up from 0, T stops by what is
/// known of signs below it and of numbers above it; so, whatever q is, E #{null W_j >= T} / (1 + #{null W_k <= -T}) <=
/// 1, and the e-values of the null neurons have a sum of at most N in the mean. Those of several problems with N_1,
/// N_2, … hypotheses then have one of at most K = N_1 + N_2 + … over all null neurons, which is all that e_bh() needs
/// of K hypotheses: not that each e_j has a mean of at most 1, nor that problems are independent. A mean over draws
/// keeps it.
/// @return [N]
std::vector<double> knockoff_e_values(std::span<const double> statistics, double q);

/// The e-BH procedure (Wang & Ramdas 2022, section 4): with e_(1) >= … >= e_(K) it selects the first k, for the largest
/// k with e_(k) >= K / (q k). The expected share of null hypotheses among the selected is at most q, however the
/// e-values depend on each other, where those of the null ones have a sum of at most K in the mean.
/// @param e_values [K] of all hypotheses that are asked for together, at least 0  @param q in (0, 1]
/// @return positions of the selected, ascending
std::vector<Index> e_bh(std::span<const double> e_values, double q);

}  // namespace neurank::analysis
