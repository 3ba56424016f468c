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
/// their layer (Ren & Barber 2024, equation 7): with T the threshold at level q,
///     e_j = N 1[W_j >= T] / (1 + #{W_k <= -T}).
/// N is the number of statistics, all hypotheses of this one problem, true ones and false ones: for the null neurons of
/// it E Σ e_j <= N E[#{null W_j >= T} / (1 + #{null W_k <= -T})] <= N, whatever q is. So the e-values of several
/// problems with N_1, N_2, … hypotheses have a sum of at most K = N_1 + N_2 + … over all null ones, which is what
/// e_bh() needs of K hypotheses (it needs no more: not that each e_j has mean 1, nor that problems are independent). A
/// mean over draws keeps that. @return [N]
std::vector<double> knockoff_e_values(std::span<const double> statistics, double q);

/// The e-BH procedure (Wang & Ramdas 2022, section 4): with e_(1) >= … >= e_(K) it selects the first k, for the largest
/// k with e_(k) >= K / (q k). The expected share of null hypotheses among the selected is at most q, however the
/// e-values depend on each other, where those of the null ones have a sum of at most K in the mean.
/// @param e_values [K] of all hypotheses that are asked for together, at least 0  @param q in (0, 1]
/// @return positions of the selected, ascending
std::vector<Index> e_bh(std::span<const double> e_values, double q);

}  // namespace neurank::analysis
