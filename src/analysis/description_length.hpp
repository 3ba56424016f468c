#pragma once

#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

// Online codes for labels (Voita & Titov 2020, "Information-theoretic probing with minimum description length",
// section 3.2): labels are sent part by part, each coded with what a head predicts that has learned all parts before.

/// Ends of the parts: 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.25, 12.5, 25, 50 and 100 % of the sentences, rounded up;
/// ascending and distinct. @pre sentences > 0
std::vector<Index> part_ends(Index sentences);

/// Bits of labels that are coded without a head, each one of `labels` that are equally likely.
double uniform_bits(Index words, Index labels);

/// Bits of labels coded by a mixture of a head and the uniform code: -Σ log2((1 - share) p + share / labels).
/// @param probabilities that the head gives to the labels, each in (0, 1]  @param share of the uniform code, (0, 1]
double mixture_bits(std::span<const double> probabilities, double share, Index labels);

/// The share of the uniform code that codes held-out labels shortest, of 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 and 1;
/// the smallest of several that do, and 1 without such labels. Heads that have seen little are sure of what they should
/// not be; Voita & Titov stop them early by the same words.
double best_mixture(std::span<const double> held_out, Index labels);

}  // namespace neurank::analysis
