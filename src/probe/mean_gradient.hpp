#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/head.hpp"

namespace neurank::probe {

/// A head and what it is to learn.
struct Learner {
  const Head* head;
  Targets targets;
};

/// Gradients of the mean cross entropy of heads with respect to their weights [L, N] and biases [L], over all rows of a
/// stream whose label a head knows; zero without such rows. One pass for all. @param keep_going as train_heads() has it
std::vector<Head> mean_gradients(BatchStream& stream, std::span<const Learner> learners, const Products& products,
                                 const std::function<bool()>& keep_going);

/// How far a head is from the optimum of its loss: the largest absolute value, over weights and bias, of the gradient
/// with the penalty's subgradient nearest to it; 0 at the optimum (the KKT conditions). For RidgeForm::norm and weights
/// that are all zero it is the Frobenius norm by which the gradient, thresholded by λ1, exceeds λ2.
/// @param gradient mean_gradient() of the head
double optimality_residual(const Head& head, const Head& gradient, const Penalty& penalty, RidgeForm ridge);

}  // namespace neurank::probe
