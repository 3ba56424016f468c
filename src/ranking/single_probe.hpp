#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::ranking {

/// What heads on single neurons say of dev words, for a block of n neurons.
struct SingleProbes {
  std::vector<double> accuracy;        ///< [n] share of dev words whose label the head names, in [0, 1]
  std::vector<double> log_likelihood;  ///< [n] mean log p(y | x) of dev words whose label training has, nats, <= 0
};

/// Trains a head on each neuron by itself, a multinomial logistic regression on its value in the training words, and
/// asks it for the labels of dev words (Gurnee et al. 2023, who call it a sparse probe of k = 1). A head names the
/// label of the largest score, the first of equals. Labels without training words are never named, and their dev words
/// count as wrong. A neuron that never varies in training leaves the shares of the labels. Zeros where there are no
/// words of dev.
///
/// The head has least mean cross entropy + 1e-7 |w|², where w are its weights for the neuron in units of its deviation
/// over the training words: a ridge so that separable words have an optimum. One of 1e-5 would keep a neuron that takes
/// values of its own for each of 44 labels, equally spaced, at an accuracy of 0.63. The head is found by Newton's
/// method, to about 1e-10 nats.
///
/// An approximation: training words are put into at most 256 bins by their value, and a word of a bin has the mean
/// value of the bin. Every bin has about the same sum of √(words x width) over its distinct values, so that bins are
/// narrow where words are many and outliers have bins of their own; words of equal value share a bin, and up to 256
/// distinct values all have their own, which is exact. Of 20,000 words with 5 and 44 labels the log-likelihood of dev
/// words came to within 8e-5 nats of the exact head's and the accuracy to within 3 words in 5,000, for normal,
/// heavy-tailed, half-zero and separable neurons and such with outliers; with bins of as many words each, to 1.5e-2
/// nats and 36 words. Dev words keep their own values.
///
/// O(T + 256 L) for each neuron and step, O(T' L) for dev words. A neuron is computed by one thread, so that the
/// threads do not change bits. Memory, beside the result: 100 T + 80 T' + 4 KB L bytes for each thread.
/// @param training [T, n] finite: some columns of the activations
/// @param training_labels [T]; words with one outside [0, label_count) are left out, here and of dev; at least one
/// stays
/// @param dev [T', n] finite, the same columns  @param dev_labels [T']
SingleProbes single_probes(const ConstMatrixRef& training, std::span<const std::int32_t> training_labels,
                           const ConstMatrixRef& dev, std::span<const std::int32_t> dev_labels, Index label_count);

/// Ranking by accuracy, largest first; the score is the accuracy with a minus sign. Neurons of equal accuracy stand by
/// their log-likelihood, those of equal one, too, in an order drawn from the seed: never by id. @param probes no NaN
NeuronRanking rank_by_single_probe(const SingleProbes& probes, std::uint64_t seed);

}  // namespace neurank::ranking
