#include "store/moments.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace neurank::store {
namespace {

constexpr Index block_neurons = 256;  // their sums stay in the first-level cache

using Doubles = Eigen::Array<double, 1, Eigen::Dynamic>;

/// Moments of neurons [first, first + n) for n = out.cols().
template <class Number>
void add_block(const Number* stored, Index neurons, const std::vector<Index>& positions, Index first,
               Eigen::Ref<Moments::Values, 0, Eigen::OuterStride<>> out) {
  using Row = Eigen::Map<const Eigen::Array<Number, 1, Eigen::Dynamic>>;
  const Index n = out.cols();
  const auto row = [&](Index position) { return Row(stored + position * neurons + first, n).template cast<float>(); };
  Eigen::Array<float, 1, Eigen::Dynamic> x = row(positions.front()), low = x, high = x;
  Doubles sum = Doubles::Zero(n);
  for (const Index position : positions) {
    x = row(position);
    sum += x.cast<double>();
    low = low.min(x);
    high = high.max(x);
  }
  const Doubles mean = sum / static_cast<double>(positions.size());
  Doubles squares = Doubles::Zero(n);
  for (const Index position : positions) {
    x = row(position);
    squares += (x.cast<double>() - mean).square();
  }
  out.row(Moments::mean) = mean;
  out.row(Moments::squares) = squares;
  out.row(Moments::minimum) = low.cast<double>();
  out.row(Moments::maximum) = high.cast<double>();
}

template <class Number>
void add_all(const Number* stored, Index neurons, const std::vector<Index>& positions, Moments& moments) {
  // Each neuron is summed by one thread in the order of the rows: the number of threads changes nothing.
#pragma omp parallel for schedule(static)
  for (Index first = 0; first < neurons; first += block_neurons)
    add_block(stored, neurons, positions, first,
              moments.values.middleCols(first, std::min(block_neurons, neurons - first)));
}

}  // namespace

Moments moments_of(const ActivationRows& rows, const std::vector<Index>& positions) {
  Moments moments;
  moments.count = static_cast<std::int64_t>(positions.size());
  moments.values = Moments::Values::Zero(4, rows.neurons());
  if (positions.empty()) return moments;
  if (rows.dtype() == DType::float16)
    add_all(static_cast<const Half*>(rows.data()), rows.neurons(), positions, moments);
  else
    add_all(static_cast<const float*>(rows.data()), rows.neurons(), positions, moments);
  return moments;
}

void combine(Moments& moments, const Moments& others) {
  if (others.count == 0) return;
  if (moments.count == 0) {
    moments = others;
    return;
  }
  NEURANK_EXPECT(moments.values.cols() == others.values.cols());
  const auto a = static_cast<double>(moments.count), b = static_cast<double>(others.count);
  auto& mine = moments.values;
  const auto& theirs = others.values;
  const Doubles difference = theirs.row(Moments::mean) - mine.row(Moments::mean);
  mine.row(Moments::mean) += difference * (b / (a + b));
  mine.row(Moments::squares) += theirs.row(Moments::squares) + difference.square() * (a * b / (a + b));
  mine.row(Moments::minimum) = mine.row(Moments::minimum).min(theirs.row(Moments::minimum)).eval();
  mine.row(Moments::maximum) = mine.row(Moments::maximum).max(theirs.row(Moments::maximum)).eval();
  moments.count += others.count;
}

NeuronStatistics statistics_of(const Moments& moments) {
  NEURANK_EXPECT(moments.count > 0);
  const auto row = [&](int which) {
    const Doubles values = moments.values.row(which);
    return std::vector<double>(values.begin(), values.end());
  };
  NeuronStatistics result{moments.count, row(Moments::mean), row(Moments::squares), row(Moments::minimum),
                          row(Moments::maximum)};
  for (double& value : result.variance) value /= static_cast<double>(moments.count);
  return result;
}

}  // namespace neurank::store
