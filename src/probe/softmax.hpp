#pragma once

#include <span>

#include "base/index.hpp"

namespace neurank::probe {

// Scores of one word become the gradient of its share of the loss, weight * (softmax(z + bias) - 1 at the target), in
// three steps: the middle one works on many words at a time, as vectors are not kept busy by the few labels of one.

/// Bias of what brings a head's labels to whole vectors: nothing is left of its exponential.
constexpr float no_label_bias = -1e30f;

/// z += bias - the largest of the sums. @param bias as many as z has, no_label_bias behind the labels
void subtract_largest(std::span<float> z, const float* bias);

/// Each value x becomes e^x, right to about 2^-23, and no less than e^-70. @pre x <= 88
void exponentiate(std::span<float> values);

/// Exponentials become the gradient; behind the labels it is zero. @param target in [0, labels)
void finish_gradient(std::span<float> z, Index labels, Index target, float weight);

}  // namespace neurank::probe
