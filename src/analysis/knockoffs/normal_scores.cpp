#include "analysis/knockoffs/normal_scores.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

/// Φ⁻¹ at halves of ranks: of the rank i / 2 at place i. @return [2 T + 1]
std::vector<double> quantiles(Index words) {
  const boost::math::normal standard;
  std::vector<double> found(to_size(2 * words + 1), 0.0);
  for (Index twice = 2; twice <= 2 * words; ++twice)
    found[to_size(twice)] = boost::math::quantile(standard, to_double(twice) / to_double(2 * (words + 1)));
  return found;
}

/// Scores of one neuron, of mean 0 and variance 1. @param order of its words by value  @param scores overwritten
void score(const std::vector<float>& values, const std::vector<Index>& order, const std::vector<double>& quantiles,
           std::vector<double>& scores) {
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[to_size(order[end])] == values[to_size(order[begin])]) ++end;
    for (std::size_t i = begin; i < end; ++i) scores[to_size(order[i])] = quantiles[begin + 1 + end];
  }
  double sum = 0, squares = 0;
  for (const double value : scores) sum += value, squares += value * value;
  const double count = to_double(scores.size()), mean = sum / count, variance = squares / count - mean * mean;
  const bool varies = values[to_size(order.front())] != values[to_size(order.back())];
  const double scale = varies ? 1 / std::sqrt(variance) : 0.0;
  for (double& value : scores) value = scale * (value - mean);
}

}  // namespace

Matrix normal_scores(const ConstMatrixRef& values) {
  const Index words = values.rows();
  NEURANK_EXPECT(words > 0);
  const std::vector<double> of_rank = quantiles(words);
  Matrix result(words, values.cols());
#pragma omp parallel
  {
    std::vector<float> column(to_size(words));
    std::vector<Index> order(column.size());
    std::vector<double> scores(column.size());
#pragma omp for schedule(static)
    for (Index n = 0; n < values.cols(); ++n) {
      for (Index word = 0; word < words; ++word) column[to_size(word)] = values(word, n);
      NEURANK_EXPECT(std::none_of(column.begin(), column.end(), [](float value) { return std::isnan(value); }));
      std::iota(order.begin(), order.end(), Index{0});
      std::sort(order.begin(), order.end(), [&](Index a, Index b) { return column[to_size(a)] < column[to_size(b)]; });
      score(column, order, of_rank, scores);
      for (Index word = 0; word < words; ++word) result(word, n) = static_cast<float>(scores[to_size(word)]);
    }
  }
  return result;
}

}  // namespace neurank::analysis
