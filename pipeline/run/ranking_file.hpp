#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::run {

/// Neurons in order of importance, numbered from 0 layer by layer; all, or the first ones.
struct NeuronList {
  std::string label;           ///< whose list it is; empty: the task's
  std::vector<Index> neurons;  ///< distinct
  std::vector<Index> cutoffs;  ///< ascending: neurons between two of them stand in no order; empty: all are in order
};

/// Reads lists of neurons from a JSON file, as the functions of NeuroX return them (Dalvi, Durrani & Sajjad 2023):
/// - [neurons]: probeless.get_neuron_ordering, linear_probe.get_fixed_number_of_bottom_neurons;
/// - [[neurons], [cutoffs]]: linear_probe.get_neuron_ordering, which also has equal cutoffs;
/// - [[neurons], {LABEL: [neurons], ...}]: probeless.get_neuron_ordering_for_all_tags, and
/// linear_probe.get_top_neurons,
///   where the task's are a set: they get their number as the only cutoff;
/// - {LABEL: [neurons], ...} with the task's list, if it is there, as `ordering`, `overall`, `neurons` or
/// `top_neurons`,
///   `cutoffs` beside it, and the labels' also in an object `labels`, as `neurank export` writes them.
/// Throws Error with file and place in it for all else: a number twice, none of a neuron, an empty list, bad JSON.
/// @param neurons of the model, N
std::vector<NeuronList> read_ranking_file(const std::filesystem::path& file, Index neurons);

}  // namespace neurank::run
