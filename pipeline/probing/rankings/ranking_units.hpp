#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "probing/probing.hpp"
#include "ranking/label_values.hpp"
#include "ranking/ranking_method.hpp"

namespace neurank::probing {

/// The methods of a grid that some test holds for, in its order.
std::vector<ranking::Method> methods_that(const grid::Experiment& experiment, bool (*holds)(ranking::Method));

/// Rankings as tables of a unit's file, and back. @param prefix of their names, which end in the method's
void add_rankings(const std::string& prefix, const std::map<ranking::Method, ranking::NeuronRanking>& rankings,
                  store::ResultSet& results);
std::map<ranking::Method, ranking::NeuronRanking> to_rankings(const std::string& prefix,
                                                              const std::vector<ranking::Method>& methods,
                                                              const store::ResultSet& results);

/// Those that rank_by_heads() has left.
std::map<ranking::Method, ranking::NeuronRanking> read_head_rankings(const ProbingContext& context,
                                                                     const RepetitionId& id);

/// Those of a cell's first repetition, all that the grid names. @pre judge_rankings() is done
std::map<ranking::Method, ranking::NeuronRanking> read_judged_rankings(const ProbingContext& context,
                                                                       const grid::Cell& cell);

// Prefixes of these names: rankings by all training words, and by those of the halves of the first pair.
inline constexpr const char* ranking_prefix = "ranking/";
inline constexpr const char* halves_prefixes[] = {"half/1/", "half/2/"};

/// Values by label as arrays of the unit of WordRankingWork, by method; only of methods with
/// ranking::has_label_values().
std::string label_values_name(ranking::Method method);
ranking::LabelValues to_label_values(const store::Array& array);

/// A label's own ranking, by what a method makes of each neuron for it; neurons of equal value stand in an order of
/// their own for each task, method and label. @param label its number in the cell  @param values [N]
ranking::NeuronRanking rank_for_label(const ProbingContext& context, const grid::Cell& cell, ranking::Method method,
                                      Index label, std::span<const double> values);

}  // namespace neurank::probing
