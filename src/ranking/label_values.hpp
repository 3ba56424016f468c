#pragma once

#include <cstdint>
#include <span>

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::ranking {

/// What each neuron is worth for each label [L, N], in double precision: larger is more important. Also other numbers
/// by label and neuron, such as class means.
using LabelValues = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A ranking for a task as a whole, and what it is made of.
struct LabelledRanking {
  NeuronRanking overall;  ///< its score is the neuron's value for the task with a minus sign
  LabelValues by_label;   ///< [L, N]; zeros for a label without words. A label's own ranking: rank_by_value of its row
};

/// Ranking by the mean over labels of a neuron's value, weighted by the labels' numbers of words: by what the neuron
/// is worth for the label of a word drawn at random, so that labels of a few words, whose values are mostly noise, do
/// not decide. Ties as in rank_by_value. @param count [L] words of each label
LabelledRanking rank_by_label_mean(LabelValues values, std::span<const std::int64_t> count, std::uint64_t seed);

/// Ranking by the largest value for any label, which puts specialists of rare labels first, too. Ties as in
/// rank_by_value. @pre no value is negative
LabelledRanking rank_by_label_max(LabelValues values, std::uint64_t seed);

}  // namespace neurank::ranking
