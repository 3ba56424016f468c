#pragma once

#include <limits>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::probe {

/// Mean cross entropy in nats of a head's mini-batches, each before its step, without the penalty.
struct TrainingLoss {
  float last = std::numeric_limits<float>::quiet_NaN();    ///< in the last epoch
  float before = std::numeric_limits<float>::quiet_NaN();  ///< in the epoch before; NaN where there was none
};

/// Losses of the heads of a group, batch by batch.
class LossRecord {
 public:
  explicit LossRecord(std::size_t heads) : means_(2 * heads, std::numeric_limits<float>::quiet_NaN()) {}

  /// @param losses [heads] of a batch  @param batch its number in the epoch, from 0
  void add(std::span<const float> losses, Index batch) {
    for (std::size_t h = 0; h < losses.size(); ++h) {
      float &last = means_[2 * h], &before = means_[2 * h + 1];
      if (batch == 0) before = last;
      last = batch == 0 ? losses[h] : last + (losses[h] - last) / static_cast<float>(batch + 1);
    }
  }

  std::size_t size() const { return means_.size() / 2; }
  TrainingLoss of(std::size_t head) const { return {means_[2 * head], means_[2 * head + 1]}; }

  /// All numbers, for a snapshot.
  std::span<float> state() { return means_; }

 private:
  std::vector<float> means_;  ///< [heads, 2] of the epoch at work, or the last one, and of the one before
};

}  // namespace neurank::probe
