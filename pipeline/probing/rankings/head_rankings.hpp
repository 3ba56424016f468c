#pragma once

#include <map>
#include <span>
#include <vector>

#include "probing/repetition.hpp"
#include "ranking/ranking_method.hpp"

namespace neurank::probing {

/// A head that neurons are ranked by.
struct RankingHead {
  const probe::TrainingRows& training;  ///< that it was trained on
  Learner trained;
  std::vector<Index> labels;  ///< that have a say, but for weight_mass_all
  double l1 = 0;              ///< its λ1
};

/// Rankings by a head, by method. Neurons without weight follow the others by how near they are to getting one: at a
/// gradient of λ1. @param methods all of them ranking::needs_head()
std::map<ranking::Method, ranking::NeuronRanking> rank_by_head(const ProbingContext& context, const RepetitionId& id,
                                                               const RankingHead& head,
                                                               std::span<const ranking::Method> methods,
                                                               const schedule::KeepGoing& keep_going);

/// The ranking by weight mass alone.
ranking::NeuronRanking rank_neurons(const ProbingContext& context, const RepetitionId& id, const RankingHead& head,
                                    const schedule::KeepGoing& keep_going);

}  // namespace neurank::probing
