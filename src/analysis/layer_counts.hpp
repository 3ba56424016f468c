#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Neurons of a set in every layer (Durrani et al. 2020, section 5.1). Neuron id = layer * width + index.
/// @param neurons each in [0, layers * width)  @return [layers]
std::vector<Index> layer_counts(std::span<const Index> neurons, Index layers, Index width);

/// How evenly a set is spread over the layers: -sum_l p_l ln p_l / ln(layers) with p_l the share of layer l. In [0, 1];
/// 0: all in one layer, 1: equally many in each. A model of one layer can only be even: 1. (Normalised Shannon entropy,
/// Pielou's evenness with empty layers counted: docs/method.md 11.1.)
/// @pre some layer has neurons
double layer_entropy(std::span<const Index> counts);

/// Mean layer of a set, divided by the last layer's number: sum_l p_l l / (layers - 1). In [0, 1]; 0: all in layer 0,
/// the embeddings, 1: all in the last. 0 for a model of one layer. @pre some layer has neurons
double layer_centre(std::span<const Index> counts);

/// The layer with the most neurons, the lowest of equals; nothing when no layer has any.
std::optional<Index> top_layer(std::span<const Index> counts);

}  // namespace neurank::analysis
