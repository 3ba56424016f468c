#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/index.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

// Scores of one word become the gradient of its share of the loss, weight * (softmax(z + bias) - 1 at the target), in
// three steps: the middle one works on many words at a time, as vectors are not kept busy by the few labels of one.

/// Bias of what brings a head's labels to whole vectors: nothing is left of its exponential.
constexpr float no_label_bias = -1e30f;

/// The largest of z + bias, where a word's scores are in several pieces. @param bias as many as z has
float largest_of(std::span<const float> z, const float* bias);

/// z += bias - largest.
void subtract(std::span<float> z, const float* bias, float largest);

/// Both of these. @param bias as many as z has, no_label_bias behind the labels
inline void subtract_largest(std::span<float> z, const float* bias) { subtract(z, bias, largest_of(z, bias)); }

/// Each value x becomes e^x, right to about 2^-23, and no less than e^-70. @pre x <= 88
void exponentiate(std::span<float> values);

/// Of all values.
float sum_of(std::span<const float> values);

/// Each value becomes factor times itself.
void scale(std::span<float> values, float factor);

/// Exponentials become the gradient; behind the labels it is zero. @param target in [0, labels)
void finish_gradient(std::span<float> z, Index labels, Index target, float weight);

/// Cross entropy of a word, from its gradient at the target: weight * (probability - 1). @pre weight > 0
float loss_of(float gradient, float weight);

/// Weight of each of these rows that has a label in [0, labels), for the mean over them: 1 / their number; 0 for none.
float weight_of_each_known(const std::vector<std::int32_t>& targets, std::span<const Index> rows, Index labels);

/// What multiplies W in the gradient of the ridge part of a head's loss. @param squares sum W^2, for RidgeForm::norm
float ridge_factor(RidgeForm form, double l2, double squares);

}  // namespace neurank::probe
