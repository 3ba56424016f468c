#include "probe/exact/at_work.hpp"

#include "base/cast.hpp"
#include "probe/exact/word_blocks.hpp"

namespace neurank::probe {

AtWork::AtWork(LabelColumns columns, Index neurons) : columns_(std::move(columns)), neurons_(neurons) {
  for (const auto& some : columns_) ends_.push_back(ends_.back() + 1 + to_index(some.size()));
}

Vector AtWork::numbers(const Head& head) const {
  Vector numbers(size());
  for (Index label = 0; label < labels(); ++label) {
    Index place = of_label(label).begin;
    numbers[place++] = head.bias[label];
    for (const Index column : columns(label)) numbers[place++] = head.weights(label, column);
  }
  return numbers;
}

void AtWork::set(const Vector& numbers, Head& head) const {
  for (Index label = 0; label < labels(); ++label) {
    Index place = of_label(label).begin;
    head.bias[label] = numbers[place++];
    for (const Index column : columns(label)) head.weights(label, column) = numbers[place++];
  }
}

Vector AtWork::of_weights(float weight) const {
  Vector numbers = Vector::Constant(size(), weight);
  for (Index label = 0; label < labels(); ++label) numbers[of_label(label).begin] = 0;
  return numbers;
}

double AtWork::part_outside(const ConstMatrixRef& weights, const DoubleMatrix& gradient, const Penalty& penalty) const {
  double outside = 0, all = 0;
  for (Index label = 0; label < labels(); ++label) {
    const std::span<const Index> some = columns(label);
    std::size_t next = 0;
    for (Index column = 0; column < neurons_; ++column) {
      const double slope = nearest_subgradient(to_double(weights(label, column)), gradient(label, column), penalty);
      all += slope * slope;
      if (next < some.size() && some[next] == column)
        ++next;
      else
        outside += slope * slope;
    }
  }
  return all > 0 ? outside / all : 0;
}

void AtWork::share(const Team& team, Vector& numbers) const { share_labels(team, ends_, numbers); }

}  // namespace neurank::probe
