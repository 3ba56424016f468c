#pragma once

#include "probe/exact/loss_curvature.hpp"

namespace neurank::probe {

/// By products with all columns of the words, whose blocks the members of the team share: each costs a pass.
class CurvatureOfWords : public LossCurvature {
 public:
  /// @param at_work outlives this object, as the loss does
  CurvatureOfWords(HeadLoss& loss, const Point& point, const AtWork& at_work);

  Vector times(const Vector& step) const override;

 private:
  void set_words(const UnsureWords& unsure, Index labels);
  void bend(const Head& along, const ConstMatrixRef& rows, Index first, Matrix& part, Matrix& bent) const;

  LossPasses& passes_;
  const NeuronPrefix& neurons_;
  const AtWork& at_work_;
  const float each_;
  const Vector ridge_;
  std::vector<Index> words_;  ///< that are gone through
  Matrix probabilities_;      ///< [words_, L] 0 of sure words
};

}  // namespace neurank::probe
