#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/label_sets.hpp"
#include "probing/cell_data.hpp"
#include "report/cell_name.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

// Means over the repetitions of a cell, of what their sets say of layers and labels: what figures show.

/// Labels of a cell whose overlaps are told, at most.
constexpr Index most_overlapping = 30;

/// Layers and overlaps of labels' own sets, as arrays of a unit. @param labels described, most training words first
/// @param sets [L] own sets
std::map<std::string, store::Array> label_arrays(const std::vector<Index>& labels, const analysis::NeuronSets& sets,
                                                 const store::ActivationHeader& header);

/// Arrays of the repetitions, added up.
class LabelArrays {
 public:
  /// Takes a repetition's unit; one of an earlier version has no such arrays.
  void add(const store::ResultSet& unit);

  /// Rows of the tables label_layers and label_overlap, from means over the repetitions.
  void add_rows(const CellData& data, const report::CellName& cell, std::map<std::string, Table>& tables) const;

 private:
  struct Sum {
    std::vector<std::int64_t> shape;
    std::vector<double> values, counts;  ///< values that are not a number are left out
  };

  Value mean(const std::string& array, Index row, Index column) const;

  std::map<std::string, Sum> sums_;
};

/// Rows of the table of layers' means. @param layers the cell's table of layers  @param header of its activations
Table layer_mean_rows(const report::CellName& cell, const Table& layers, const store::ActivationHeader& header);

/// Rows of the table of labels' sizes: of the minimal sets with the smallest delta. @param labels the cell's table
Table label_size_rows(const report::CellName& cell, const Table& labels, bool heads_vary);

}  // namespace neurank::probing
