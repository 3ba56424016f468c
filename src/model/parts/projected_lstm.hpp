#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "base/index.hpp"
#include "model/device_batch.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// The steps in which one direction reads a batch: step t holds the t-th word of every sequence that is long enough,
/// longer sequences first. Nothing is padded.
struct Reading {
  at::Tensor rows;           ///< [words] int64, position b * P + p of each word
  std::vector<Index> steps;  ///< words in each step, descending
};

/// @param backward sequences are read from their last word on
Reading read_in_steps(const DeviceBatch& batch, bool backward);

/// Sizes and limits of such LSTMs.
struct ProjectedLstmSizes {
  Index width = 0;  ///< of inputs and outputs
  Index cells = 0;
  double cell_clip = 0;  ///< largest absolute value; 0: none
  double output_clip = 0;
};

/// One LSTM of one direction with a projection of its outputs (Sak, Senior and Beaufays 2014), as ELMo's files hold it.
/// For each word, with z = [x, h] W + B in the blocks i, j, f, o:
/// c = clip(sigmoid(f + 1) c + sigmoid(i) tanh(j));  h = clip((sigmoid(o) tanh(c)) W_P)
class ProjectedLstm {
 public:
  /// Throws Error when a weight is missing or of another shape.
  ProjectedLstm(const WeightScope& scope, const ProjectedLstmSizes& sizes);

  /// @param input [words, width] in the order of steps  @return [words, width]
  at::Tensor operator()(const at::Tensor& input, const std::vector<Index>& steps) const;

 private:
  /// sigmoid(o) tanh(c) [count, cells] of the new cells c, which replace the old ones. The gates [count, 4 cells] are
  /// used up.
  at::Tensor squashed(const at::Tensor& gates, at::Tensor& cell) const;

  ProjectedLstmSizes sizes_;
  at::Tensor input_weight_, recurrent_weight_, bias_, projection_;
};

}  // namespace neurank::model
