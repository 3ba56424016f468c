#include "analysis/partial_effects.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

/// Added to the number of words of each level, so that levels which always go together, or have no word, do no harm.
constexpr double little = 1e-6;

}  // namespace

PartialEffects::PartialEffects(std::vector<Factor> factors, Index neurons) : factors_(std::move(factors)) {
  NEURANK_EXPECT(!factors_.empty());
  Index columns = 1;
  for (const Factor& factor : factors_) {
    NEURANK_EXPECT(factor.count > 0);
    firsts_.push_back(columns);
    columns += factor.count;
  }
  together_ = Draws::Zero(columns, columns);
  sums_ = Draws::Zero(columns, neurons);
  squares_ = Eigen::RowVectorXd::Zero(neurons);
}

void PartialEffects::add(std::span<const Index> words, ConstMatrixRef values) {
  NEURANK_EXPECT(to_index(words.size()) == values.rows() && values.cols() == squares_.size());
  if (words_ == 0 && !words.empty()) origin_ = values.row(0).cast<double>();
  std::vector<Index> columns(factors_.size() + 1, 0);
  Eigen::RowVectorXd value(values.cols());
  for (std::size_t i = 0; i < words.size(); ++i) {
    value = values.row(to_index(i)).cast<double>() - origin_;
    squares_ += value.cwiseAbs2();
    for (std::size_t f = 0; f < factors_.size(); ++f)
      columns[f + 1] = firsts_[f] + factors_[f].levels[to_size(words[i])];
    for (const Index column : columns) {
      sums_.row(column) += value;
      for (const Index other : columns) ++together_(column, other);
    }
  }
  words_ += to_index(words.size());
}

PartialEffects::Residuals PartialEffects::residuals(std::size_t without) const {
  constexpr Index block = 256;  // of neurons, so that memory is that of the sums
  std::vector<Index> columns = {0};
  Residuals found{squares_, to_double(words_) - 1};
  for (std::size_t f = 0; f < factors_.size(); ++f) {
    Index levels = 0;
    for (Index column = firsts_[f]; f != without && column < firsts_[f] + factors_[f].count; ++column)
      if (together_(column, column) > 0 && levels++ > 0) columns.push_back(column);  // the first is told by the others
    found.freedom -= to_double(std::max<Index>(0, levels - 1));
  }
  Draws together = together_(columns, columns);
  together.diagonal().tail(to_index(columns.size()) - 1).array() += little;
  const Eigen::LLT<Draws> factorised(together);
  for (Index first = 0; first < squares_.size(); first += block) {
    const Index count = std::min(block, squares_.size() - first);
    const Draws sums = sums_.middleCols(first, count)(columns, Eigen::all);
    found.squares.segment(first, count) -= sums.cwiseProduct(factorised.solve(sums)).colwise().sum();
  }
  found.squares = found.squares.cwiseMax(0.0);
  return found;
}

PartialEffects::Effects PartialEffects::effects() const {
  const Index factors = to_index(factors_.size());
  Effects effects{Draws::Zero(factors, squares_.size()), Draws::Ones(factors, squares_.size())};
  if (words_ == 0) return effects;
  const Residuals all = residuals(factors_.size());
  if (all.freedom <= 0) return effects;
  for (Index f = 0; f < factors; ++f) {
    const Residuals without = residuals(to_size(f));
    const double levels = without.freedom - all.freedom;
    if (levels <= 0) continue;
    const boost::math::fisher_f distribution(levels, all.freedom);
    for (Index n = 0; n < squares_.size(); ++n) {
      const double residual = all.squares[n] / all.freedom, before = without.squares[n] / without.freedom;
      if (without.squares[n] <= 1e-12 * squares_[n]) continue;  // rounding alone: the neuron never varies
      effects.sizes(f, n) = 1 - residual / before;
      const double statistic = (without.squares[n] - all.squares[n]) / levels / std::max(residual, 1e-300);
      effects.p_values(f, n) = boost::math::cdf(boost::math::complement(distribution, std::max(0.0, statistic)));
    }
  }
  return effects;
}

}  // namespace neurank::analysis
