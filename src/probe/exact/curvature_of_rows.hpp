#pragma once

#include "probe/exact/loss_curvature.hpp"

namespace neurank::probe {

/// Words in which a label is a question, with its probabilities p there: p (1 - p) is not next to nothing.
struct Questions {
  std::vector<Index> words;  ///< places among the unsure words, ascending
  std::vector<float> p;
};

/// Those of each label at a point. [L]
std::vector<Questions> questions_at(const Point& point, const UnsureWords& unsure);

/// Numbers that rows of these words take. @param questions [L]
double numbers_of_rows(const std::vector<Questions>& questions, const AtWork& at_work);

/// By rows of the words in memory, those of some labels on each member of the team: most labels of most words are out
/// of the question, and most weights are 0. What is left of a label's curvature, over other words, is taken to its
/// diagonal.
class CurvatureOfRows : public LossCurvature {
 public:
  /// One pass over the unsure words. @param questions [L] at the point  @param at_work outlives this object
  CurvatureOfRows(HeadLoss& loss, const Point& point, const AtWork& at_work, std::vector<Questions> questions);

  Vector times(const Vector& step) const override;
  std::unique_ptr<LabelMetric> metric(std::uint64_t bytes) const override;

 private:
  void keep_rows(HeadLoss& loss);
  void keep_rows(const ConstMatrixRef& batch, Index first, Index label, Index& next);
  void set_diagonal(const HeadLoss& loss, const Point& point);
  void fill(LabelMetric::Block& block) const;
  Range scores_of(Index label) const { return {ends_[to_size(label)], ends_[to_size(label) + 1]}; }
  Vector means_of(const Vector& scores) const;

  const Team& team_;
  const AtWork& at_work_;
  const std::vector<Questions> questions_;  ///< [L]
  const Index words_, all_words_;           ///< unsure ones, and all of a pass
  const float each_;
  const double metric_passes_;
  const Range mine_;               ///< labels
  std::vector<Matrix> rows_;       ///< [L] of [words, 1 + columns], the first column of ones; empty but for mine_
  std::vector<Index> ends_ = {0};  ///< [L + 1] of the labels' scores
  Vector diagonal_;                ///< ridge, and what the rows leave out
  Vector beyond_;                  ///< [L] of a bias that is far off, for the metric
};

}  // namespace neurank::probe
