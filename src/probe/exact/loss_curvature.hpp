#pragma once

#include <memory>

#include "probe/exact/at_work.hpp"
#include "probe/exact/head_loss.hpp"
#include "probe/exact/label_metric.hpp"

namespace neurank::probe {

/// Second derivatives of a head's loss at a point, ridge included, in the numbers that are at work: mean over the words
/// of (p - p p^T) (x) (x x^T) + 2 l2.
class LossCurvature {
 public:
  LossCurvature() = default;
  LossCurvature(const LossCurvature&) = delete;
  LossCurvature& operator=(const LossCurvature&) = delete;
  virtual ~LossCurvature() = default;

  /// Their product with a step. By all members of the team.
  virtual Vector times(const Vector& step) const = 0;

  /// A metric near it, where one costs no more than some products. @param bytes that its blocks may take
  virtual std::unique_ptr<LabelMetric> metric(std::uint64_t /*bytes*/) const { return nullptr; }
};

/// The cheaper one of two forms: of each label the rows of the words that it is a question in, in memory, where these
/// are few, as most labels of most words are out of the question and most weights are 0; or products with all columns
/// of the unsure words, which cost as much as a pass over these. Both have the same bits for any team.
/// @param point latest that the loss looked at  @param bytes that rows may take  @param loss, at_work outlive the
/// result
std::unique_ptr<LossCurvature> curvature_at(HeadLoss& loss, const Point& point, const AtWork& at_work,
                                            std::uint64_t bytes);

}  // namespace neurank::probe
