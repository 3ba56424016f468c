#pragma once

#include <cmath>

#include "base/cast.hpp"

namespace neurank::analysis {

/// Smallest difference in accuracy between two models that a test at the level 0.05 finds four times in five, when the
/// models disagree on this share of the words: one is right, the other wrong. Words are taken as independent; those of
/// a sentence are not quite, so that it is a lower bound. @param disagreement in [0, 1]  @param words at least 1
inline double smallest_detectable(double disagreement, Index words) {
  constexpr double quantiles = 1.959964 + 0.841621;  // of the normal distribution, 97.5 and 80 %
  return quantiles * std::sqrt(disagreement / to_double(words));
}

}  // namespace neurank::analysis
