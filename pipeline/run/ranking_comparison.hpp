#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

/// A ranking of the run held against a list of neurons.
struct ComparedRanking {
  std::string method, seed;                    ///< as in ranking.csv
  std::vector<std::optional<double>> jaccard;  ///< at each k; nothing beyond the neurons that the ranking has
};

/// A list of neurons from elsewhere held against the rankings of a cell.
struct ComparedList {
  std::string label;                  ///< whose it is; empty: the task's
  Index length = 0;                   ///< its neurons
  std::vector<Index> ks;              ///< numbers of first neurons
  std::vector<double> chance;         ///< by k: mean Jaccard index of two random sets of k of the N neurons
  std::vector<ComparedRanking> rows;  ///< a label's against the rankings that have one for labels
  std::vector<Index> arbitrary = {};  ///< ks at which the list is cut where its neurons stand in no order
};

/// Holds the lists of a file, as read_ranking_file() reads it, against a cell's rankings: the task's against those in
/// results.h5, a label's against the label's own, for which the run's units and activations must be there. Throws Error
/// when the run has not come to the cell, for a bad file, and for a label that the cell does not have.
std::vector<ComparedList> compare_with_file(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                            const grid::Cell& cell, const std::filesystem::path& file);

}  // namespace neurank::run
