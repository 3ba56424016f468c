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

/// Mean layer of a set, divided by the number of the model's last layer: sum_l p_l l / depth. In [0, 1]; 0: all in
/// layer 0, the embeddings, 1: all in the last. 0 for a model of one layer.
/// @param numbers [layers] the model's own, of the layers that were counted  @pre some layer has neurons
double layer_centre(std::span<const Index> counts, std::span<const Index> numbers, Index depth);

/// How far a layer's count is from that of random sets of n neurons, in standard deviations of these (hypergeometric):
/// (count - n / layers) / sqrt(n / layers (1 - 1 / layers) (N - n) / (N - 1)), N = layers * width. Nothing where random
/// sets do not differ: n = N, or one layer. @pre 1 <= n <= N
std::optional<double> layer_z(Index count, Index n, Index layers, Index width);

/// Share of the random sets of n neurons of which as many or more lie in a layer: exact, hypergeometric.
/// @pre 1 <= n <= layers * width, 0 <= count
double layer_chance(Index count, Index n, Index layers, Index width);

/// Numbers of neurons between which 95 % of the random sets of n neurons have theirs in a layer: exact, hypergeometric.
struct LayerBand {
  Index low = 0;   ///< at most 2.5 % of the sets have fewer
  Index high = 0;  ///< at most 2.5 % of the sets have more
};
/// @pre 1 <= n <= layers * width
LayerBand layer_band(Index n, Index layers, Index width);

/// Mean layer_entropy() of random sets of n neurons, exact: the fewer neurons, the less even they lie by chance.
/// @pre 1 <= n <= layers * width
double expected_layer_entropy(Index n, Index layers, Index width);

/// The layer with the most neurons, the lowest of equals; nothing when no layer has any.
std::optional<Index> top_layer(std::span<const Index> counts);

}  // namespace neurank::analysis
