#pragma once

#include <cstdint>

#include "ranking/class_moments.hpp"
#include "ranking/label_values.hpp"

namespace neurank::ranking {

// Rankings by the moments of the training words: p_c is the share of a label's words, μ_cn a class mean, μ_n and s_n
// mean and standard deviation over all words. Labels without words have no say, a neuron that never varies is worth
// nothing, and ties stand as in rank_by_value.

/// Distances of class means: a neuron is worth Σ |μ_cn - μ_c'n| over all unordered pairs of labels, and for one label
/// Σ_{c'} |μ_cn - μ_c'n|, in units of the neuron (Antverg & Belinkov 2022, as in the authors' toolkit:
/// pairs count alike, however frequent). O(L log L) for a neuron: |.| is summed over sorted means.
LabelledRanking rank_by_probeless(const ClassMoments& moments, std::uint64_t seed);

/// The same by s_n, so that neurons of large values are not first for that alone.
LabelledRanking rank_by_probeless_std(const ClassMoments& moments, std::uint64_t seed);

/// Share of the variance that lies between classes, η²_n = Σ_c p_c (μ_cn - μ_n)² / s_n², in [0, 1]: the order of
/// the F statistics of an analysis of variance.
NeuronRanking rank_by_anova(const ClassMoments& moments, std::uint64_t seed);

/// For a label the difference of the means of its words and of all others by the neuron's range over all words,
/// |μ_C - μ_¬C| / (max - min), in [0, 1] (Fan et al. 2023, without their 1e-7); for the task the largest of any label.
/// A label of all words has no others and is worth 0.
LabelledRanking rank_by_mean_select(const ClassMoments& moments, std::uint64_t seed);

}  // namespace neurank::ranking
