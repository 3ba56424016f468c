#include "report/accuracy_rows.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "base/cast.hpp"

namespace neurank::report {
namespace {

template <class Enum>
Enum word(const Table& table, std::size_t row, const std::string& column) {
  const std::string& text = table.text(row, column);
  if (const auto found = parse<Enum>(text)) return *found;
  throw std::out_of_range("\"" + text + "\" is not a word of the column " + column);
}

/// A table has heads masked one way or the other.
bool is_alike(analysis::Training a, analysis::Training b) {
  return a == b || (analysis::is_masked(a) && analysis::is_masked(b));
}

}  // namespace

std::vector<Value> values_of(const AccuracyRow& row) {
  const Value draw = row.draw > 0 ? Value(row.draw) : Value();
  return {row.repetition,
          name_of(row.labels),
          name_of(row.split),
          name_of(row.neurons),
          name_of(row.how),
          row.keep,
          row.n,
          draw,
          optional_value(row.accuracy),
          Value(),
          Value()};
}

std::vector<Value> training_values(const AccuracyRow& head, double loss, double loss_before,
                                   std::optional<double> residual) {
  const auto finite = [](double value) { return std::isfinite(value) ? Value(value) : Value(); };
  return {head.repetition,
          name_of(head.labels),
          name_of(head.neurons),
          name_of(head.how),
          head.n,
          head.draw > 0 ? Value(head.draw) : Value(),
          finite(loss),
          finite(loss - loss_before),
          optional_value(residual)};
}

std::vector<Value> convergence_values(const AccuracyRow& head, const ConvergenceRow& row) {
  return {head.repetition > 0 ? Value(head.repetition) : Value(),
          name_of(head.labels),
          name_of(head.neurons),
          name_of(head.how),
          head.n,
          head.draw > 0 ? Value(head.draw) : Value(),
          row.l1,
          row.l2,
          row.solver,
          optional_value(row.gap),
          row.residual,
          row.zeros,
          row.weighted,
          row.passes,
          row.certified ? Value(to_int64(*row.certified ? 1 : 0)) : Value()};
}

AccuracyRow accuracy_row(const Table& accuracy, std::size_t row) {
  return {
      .repetition = accuracy.integer(row, "seed"),
      .labels = word<analysis::Labels>(accuracy, row, "labels"),
      .split = word<analysis::Measured>(accuracy, row, "split"),
      .neurons = word<analysis::Kept>(accuracy, row, "neurons"),
      .how = word<analysis::Training>(accuracy, row, "how"),
      .keep = accuracy.real(row, "keep"),
      .n = accuracy.integer(row, "n"),
      .draw = accuracy.is_empty(row, "draw") ? 0 : accuracy.integer(row, "draw"),
      .accuracy = accuracy.is_empty(row, "accuracy") ? std::nullopt : std::optional(accuracy.real(row, "accuracy"))};
}

std::optional<double> mean_test_accuracy(const Table& accuracy, const AccuracyKind& kind,
                                         const std::function<bool(std::size_t)>& selects) {
  double largest = 0, sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < accuracy.num_rows(); ++i) {
    if (!selects(i)) continue;
    const AccuracyRow row = accuracy_row(accuracy, i);
    if (row.split != analysis::Measured::test || row.labels != kind.labels || row.neurons != kind.neurons ||
        !is_alike(row.how, kind.how) || row.keep < largest || !row.accuracy)
      continue;
    if (row.keep > largest) {
      largest = row.keep;
      sum = 0;
      count = 0;
    }
    sum += *row.accuracy;
    ++count;
  }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

}  // namespace neurank::report
