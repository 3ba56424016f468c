#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <vector>

#include "base/index.hpp"

namespace neurank::pretrain {

/// One LSTM with projection (Sak et al. 2014), as bilm-tf keeps its weights: gates in the blocks i, j, f, o.
struct LstmWeights {
  at::Tensor weight;      ///< [2 width, 4 cells]: of the input, then of the last output
  at::Tensor bias;        ///< [4 cells], without the 1 that is added to the block f
  at::Tensor projection;  ///< [cells, width]
};

/// Cells and outputs are cut to [-lstm_clip, lstm_clip], as published.
inline constexpr float lstm_clip = 3;

/// Two LSTMs at once, each on a thread of its own where there are two: of the forward and of the backward direction.
/// For each word, with z = [x, h] weight + bias:
/// c = clip(sigmoid(f + 1) c + sigmoid(i) tanh(j));  h = clip((sigmoid(o) tanh(c)) projection)
/// The gradient is worked out by hand: products over all steps at once, which a graph of steps would do one by one.
/// @param inputs [words, width] of each direction in the order of its steps: step t has the t-th word that this
/// direction reads of every sentence that has that many words, longer sentences first
/// @param steps words in each step, descending, not 0; their sum is the number of words
/// @return [words, width] of each direction, in the same order
std::array<at::Tensor, 2> run_lstms(const std::array<at::Tensor, 2>& inputs, const std::array<LstmWeights, 2>& weights,
                                    const std::vector<Index>& steps);

}  // namespace neurank::pretrain
