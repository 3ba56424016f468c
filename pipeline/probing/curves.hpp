#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "probing/right_words.hpp"
#include "probing/work.hpp"
#include "ranking/neuron_ranking.hpp"
#include "schedule/run_units.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

class ProbingContext;

/// Measures the head that ranks on test words with all but the first n neurons of its ranking, of this from its end and
/// of random orders masked, for every size of the curve; adds the table and the right words that Curves reads.
void add_masked_curve(const ProbingContext& context, const RepetitionId& id, const ranking::NeuronRanking& ranking,
                      const probe::Head& head, const schedule::KeepGoing& keep_going, store::ResultSet& results);

/// Right words of a repetition's heads of one kind and size.
struct DrawnWords {
  Eigen::RowVectorXf right;  ///< [clusters], summed over draws
  Index draws = 0;
};

/// Test accuracy by number of neurons, over the repetitions of a cell.
class Curves {
 public:
  /// @param words the cell's, with the rows of all its heads; outlives this object
  explicit Curves(const RightWords& words) : words_(words) {}

  /// Takes what add_masked_curve() has left in a repetition's unit; a unit of an earlier version has left nothing.
  void add_masked(Index repetition, const store::ResultSet& unit);

  /// Rows of the table of curves: means over repetitions and draws, with intervals.
  Table rows(const ProbingContext& context, const grid::Cell& cell) const;

 private:
  /// What a point of a curve is about, in the order of the table.
  using Point = std::tuple<analysis::Labels, analysis::Kept, analysis::Training, Index>;  ///< the last: n

  using ByRepetition = std::map<Index, DrawnWords>;

  std::map<Point, ByRepetition> points() const;

  const RightWords& words_;
  std::map<Point, ByRepetition> masked_;
};

}  // namespace neurank::probing
