#pragma once

#include "probe/exact/exact_head.hpp"
#include "probe/slow_solver.hpp"

namespace neurank::test {

/// A head to be found, with all that it is found from.
struct FloatProblem {
  Matrix x;                     ///< [T, N]
  std::vector<std::int32_t> y;  ///< [T]
  Index labels = 0;
  probe::Penalty penalty = {};
  bool standardize = false;
  std::vector<Index> rows = all_rows(x.rows());
  probe::NeuronPrefix neurons = {nullptr, x.cols()};

  probe::ExactHead solve(const probe::ExactSettings& settings, const probe::Head* start = nullptr,
                         const probe::Team& team = probe::Team()) const {
    return solve_from(probe::MatrixRows(x), settings, start, team);
  }

  /// @param source of the same numbers
  probe::ExactHead solve_from(const probe::RowSource& source, const probe::ExactSettings& settings,
                              const probe::Head* start = nullptr, const probe::Team& team = probe::Team()) const {
    return solve_exactly(training(source), {targets(y), labels, penalty, neurons, start}, settings, Products(), always,
                         team);
  }

  probe::TrainingRows training(const probe::RowSource& source) const {
    return {source, rows, standardization(),
            std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source, rows))};
  }

  probe::Standardization standardization() const {
    if (!standardize) return {};
    return probe::z_score(probe::statistics_of(probe::MatrixRows(x), rows));
  }

  /// The same in float64.
  DoubleProblem in_doubles() const {
    DoubleProblem result = {Eigen::MatrixXd(to_index(rows.size()), neurons.size), {}, labels, penalty};
    const probe::Standardization scales = standardization();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result.y.push_back(y[to_size(rows[i])]);
      for (Index column = 0; column < neurons.size; ++column) {
        const Index n = neurons.neuron(column);
        double value = to_double(x(rows[i], n));
        if (standardize) value = (value - to_double(scales.mean[n])) * to_double(scales.scale[n]);
        result.x(to_index(i), column) = value;
      }
    }
    return result;
  }

  /// The optimum, found another way; the bias is that of neurons less their means.
  DoubleHead solve_slowly() const {
    DoubleProblem problem = in_doubles();
    problem.x.rowwise() -= problem.x.colwise().mean().eval();
    SlowSolver solver(problem);
    DoubleHead head = solver.run();
    EXPECT_LT(solver.residual(), 1e-8) << "the slow solver fails";
    head.bias -= head.weights * in_doubles().x.colwise().mean().transpose();
    return head;
  }

  double loss_of(const probe::Head& head) const { return objective(in_doubles(), to_doubles(head)); }
};

}  // namespace neurank::test
