#include "store/moments.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/half.hpp"

namespace neurank::store {
namespace {

constexpr Index block_neurons = 256;  // their sums stay in the first-level cache

using Doubles = Eigen::Array<double, 1, Eigen::Dynamic>;
using Floats = Eigen::Array<float, 1, Eigen::Dynamic>;

/// Running sums of one block of neurons, of deviations from a value near their mean (the first row), so that squares do
/// not cancel.
struct Sums {
  Floats shift, low, high;
  Doubles sum, squares;

  explicit Sums(const Floats& first)
      : shift(first), low(first), high(first), sum(Doubles::Zero(first.size())), squares(sum) {}

  void add(const Floats& x) {
    // A plain loop: the compiler turns float into double in vectors, Eigen does it one by one.
    const Index n = x.size();
#pragma omp simd
    for (Index i = 0; i < n; ++i) {
      const double deviation = to_double(x.data()[i]) - to_double(shift.data()[i]);
      sum.data()[i] += deviation;
      squares.data()[i] += deviation * deviation;
    }
    low = low.min(x);
    high = high.max(x);
  }
};

void load(const Half* from, Floats& to) { to_float(from, to.size(), to.data()); }
void load(const float* from, Floats& to) { std::copy_n(from, to.size(), to.data()); }

/// Moments of neurons [first, first + n) for n = out.cols().
template <class Number>
void add_block(const Number* stored, Index neurons, const std::vector<Index>& positions, Index first,
               Eigen::Ref<Moments::Values, 0, Eigen::OuterStride<>> out) {
  Floats x(out.cols());
  load(stored + positions.front() * neurons + first, x);
  Sums sums(x);
  for (const Index position : positions) {
    load(stored + position * neurons + first, x);
    sums.add(x);
  }
  const auto count = to_double(positions.size());
  out.row(Moments::mean) = sums.shift.cast<double>() + sums.sum / count;
  out.row(Moments::squares) = (sums.squares - sums.sum.square() / count).max(0.0);
  out.row(Moments::minimum) = sums.low.cast<double>();
  out.row(Moments::maximum) = sums.high.cast<double>();
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
  return moments_of(rows.data(), rows.dtype(), rows.neurons(), positions);
}

Moments moments_of(const void* stored, DType dtype, Index neurons, const std::vector<Index>& positions) {
  Moments moments;
  moments.count = to_int64(positions.size());
  moments.values = Moments::Values::Zero(4, neurons);
  if (positions.empty()) return moments;
  if (dtype == DType::float16)
    add_all(static_cast<const Half*>(stored), neurons, positions, moments);
  else
    add_all(static_cast<const float*>(stored), neurons, positions, moments);
  return moments;
}

void combine(Moments& moments, const Moments& others) {
  if (others.count == 0) return;
  if (moments.count == 0) {
    moments = others;
    return;
  }
  NEURANK_EXPECT(moments.values.cols() == others.values.cols());
  const auto a = to_double(moments.count), b = to_double(others.count);
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
  for (double& value : result.variance) value /= to_double(moments.count);
  return result;
}

}  // namespace neurank::store
