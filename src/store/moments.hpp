#pragma once

#include <cstdint>
#include <vector>

#include "store/activation_file.hpp"

namespace neurank::store {

/// What a set of words says about each neuron, in a form that can be combined with that of other words.
struct Moments {
  enum Row { mean, squares, minimum, maximum };  ///< squares: sum of squared deviations from the mean
  using Values = Eigen::Array<double, 4, Eigen::Dynamic, Eigen::RowMajor>;

  std::int64_t count = 0;
  Values values;  ///< [4, N]; zeros when count is 0
};

/// Moments of some rows as they are stored.
/// @param positions rows to count, from the start of `rows`
Moments moments_of(const ActivationRows& rows, const std::vector<Index>& positions);

/// The same of rows that lie in memory as they are stored. @param stored [rows, neurons] of dtype
Moments moments_of(const void* stored, DType dtype, Index neurons, const std::vector<Index>& positions);

/// Adds the words of another set (Chan, Golub, LeVeque 1983, equation 1.5). The order of combination decides the last
/// bits.
void combine(Moments& moments, const Moments& others);

/// Population statistics. @pre count > 0
NeuronStatistics statistics_of(const Moments& moments);

}  // namespace neurank::store
