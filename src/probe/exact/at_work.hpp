#pragma once

#include <span>
#include <vector>

#include "base/cast.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/head.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// Columns of each label's weights that are at work, ascending. [L]
using LabelColumns = std::vector<std::vector<Index>>;

/// The weights of a head that are at work, and its biases, as one vector: label after label the bias, then the weights
/// of the label's columns.
class AtWork {
 public:
  /// @param neurons n of the head
  AtWork(LabelColumns columns, Index neurons);

  Index labels() const { return to_index(columns_.size()); }
  Index neurons() const { return neurons_; }
  Index size() const { return ends_.back(); }

  /// Places in the vector of a label's numbers, the bias first.
  Range of_label(Index label) const { return {ends_[to_size(label)], ends_[to_size(label) + 1]}; }

  /// Of a label's weights.
  std::span<const Index> columns(Index label) const { return columns_[to_size(label)]; }

  /// Of a head [L, n].
  Vector numbers(const Head& head) const;

  /// Sets them in a head, whose other weights stay.
  void set(const Vector& numbers, Head& head) const;

  /// Of each number: 0 of a bias, else `weight`.
  Vector of_weights(float weight) const;

  /// What weights that are not at work want, as a part of what all want: squares of the slopes that would lead down.
  /// @param weights [L, n]  @param gradient [L, n] of the mean cross entropy
  double part_outside(const ConstMatrixRef& weights, const DoubleMatrix& gradient, const Penalty& penalty) const;

  /// Each member of a team has set the numbers of its labels and gets those of the others.
  void share(const Team& team, Vector& numbers) const;

 private:
  LabelColumns columns_;
  Index neurons_;
  std::vector<Index> ends_ = {0};  ///< [L + 1]
};

}  // namespace neurank::probe
