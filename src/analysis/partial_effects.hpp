#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/resampling.hpp"
#include "base/matrix.hpp"

namespace neurank::analysis {

/// Something that has one of several levels for each word, such as a task's labels.
struct Factor {
  std::vector<std::int32_t> levels;  ///< [T], each in [0, count) where a word is added
  std::int32_t count = 0;
};

/// What each of several factors explains of each neuron beyond all the others, in the additive model of all of them
/// (docs/method.md 9.5). Words are added batch by batch; memory: levels × N numbers.
class PartialEffects {
 public:
  /// @pre at least one factor, each with at least one level
  PartialEffects(std::vector<Factor> factors, Index neurons);

  /// @param words [B] positions of words in the factors' levels  @param values [B, N] of these words
  void add(std::span<const Index> words, ConstMatrixRef values);

  /// [factors, N] each.
  struct Effects {
    /// Partial ε², the partial η² corrected for the number of a factor's levels (Kelley 1935): 1 less the residual
    /// variance with the factor by that without it, each by its degrees of freedom; at most 1, about 0 where it
    /// explains nothing and as often below it as above. 0 for a neuron that never varies, and where there are no more
    /// words than levels.
    Draws sizes;
    /// P-values of the hypothesis that the factor explains nothing (partial F test); 1 where nothing is known.
    Draws p_values;
  };
  Effects effects() const;

 private:
  /// Residual sums of squares and degrees of freedom.
  struct Residuals {
    Eigen::RowVectorXd squares;  ///< [N]
    double freedom = 0;
  };

  /// Those of each neuron in the model of all factors but one. @param without its position; past the end: of all
  Residuals residuals(std::size_t without) const;

  std::vector<Factor> factors_;
  std::vector<Index> firsts_;  ///< column of a factor's first level
  Index words_ = 0;
  Draws together_;              ///< [columns, columns] words that have both levels; column 0 is of all words
  Draws sums_;                  ///< [columns, N] of the values of words with a level
  Eigen::RowVectorXd origin_;   ///< [N] the first word's values, which all others are held against
  Eigen::RowVectorXd squares_;  ///< [N]
};

}  // namespace neurank::analysis
