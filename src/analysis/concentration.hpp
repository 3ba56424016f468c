#pragma once

#include <span>

namespace neurank::analysis {

/// Gini coefficient: sum_i (2 i - n - 1) x_(i) / (n sum x), x_(1) <= ... <= x_(n). In [0, 1 - 1/n]; 0: all equal (also
/// all zero), 1 - 1/n: one holds everything. Of ranking::mean_mass_share, the mean over labels of a neuron's share of
/// the label's weight mass, it is large when few neurons hold the labels' weights.
/// @param values at least one, none negative
double gini(std::span<const double> values);

}  // namespace neurank::analysis
