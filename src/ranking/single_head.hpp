#pragma once

#include <Eigen/Core>

namespace neurank::ranking {

/// [K, 2] bias and weight, for one neuron, of each label that training has; or what belongs to them, as a gradient
/// does.
using SingleHead = Eigen::ArrayX2d;

/// Training words of one neuron in B bins: a word has the value of its bin.
struct BinnedWords {
  Eigen::Array<double, 1, Eigen::Dynamic> value;  ///< [B] of mean 0 and deviation about 1 over all words
  Eigen::Array<double, 1, Eigen::Dynamic> share;  ///< [B] of the words, above 0
  SingleHead of_label;  ///< [K, 2] share of the words that have the label, above 0; sum of their values over all words
};

/// The head of least mean cross entropy + 1e-7 |w|² (single_probes says more), by Newton's method with a line search,
/// each step by conjugate gradients: O(B K) for each of their products, of which a head takes 10 to 100. Its weights
/// have a sum of 0; that of its biases says nothing.
SingleHead head_of(const BinnedWords& words);

}  // namespace neurank::ranking
