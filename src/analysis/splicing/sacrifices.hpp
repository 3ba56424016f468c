#pragma once

#include <functional>
#include <vector>

#include "base/products.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/head.hpp"
#include "probe/row_source.hpp"

namespace neurank::analysis {

/// A set of neurons, with the head that is best on them alone.
struct SetHead {
  probe::NeuronOrder neurons;  ///< [k] of the source
  probe::Head head;            ///< [L, k] on the words as training standardises them
  double loss = 0;             ///< mean cross entropy + λ1 Σ |W| + λ2 Σ W²
};

/// What each neuron of a source is worth to a head on some of them (the sacrifices of Zhu et al. 2020, here of a
/// multinomial head with the elastic net, summed over labels). With u the slope of the mean cross entropy in a
/// weight and h its second derivative there,
///     backward, in the set:     Σ_t (h + 2 λ2) w² / 2                    about what the loss rises by without it
///     forward, outside of it:   Σ_t max(0, |u| - λ1)² / (2 (h + 2 λ2))   about what it falls by with it
/// These are exact where the loss is quadratic and all other weights stay as they are.
/// @return [N], backward or forward
/// One pass over the words, all neurons in one batch of 1024; products in float32, sums in float64.
/// @param training with its statistics  @param targets of all rows of the source; words whose label is outside [0, L)
/// do not count  @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
std::vector<double> sacrifices(const probe::TrainingRows& training, const probe::Targets& targets, const SetHead& set,
                               const probe::Penalty& penalty, const Products& products,
                               const std::function<bool()>& keep_going);

}  // namespace neurank::analysis
