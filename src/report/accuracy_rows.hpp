#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "base/index.hpp"
#include "base/table.hpp"

namespace neurank::report {

/// What a row of the table of accuracies says, without the cell's names.
struct AccuracyRow {
  std::int64_t repetition = 0;  ///< from 1; column "seed"
  analysis::Labels labels = analysis::Labels::task;
  analysis::Measured split = analysis::Measured::test;
  analysis::Kept neurons = analysis::Kept::all;
  analysis::Training how = analysis::Training::full;
  double keep = 1;                      ///< share of the neurons
  Index n = 0;                          ///< neurons
  Index draw = 0;                       ///< of random neurons, from 1; 0 for the others, an empty field
  std::optional<double> accuracy = {};  ///< nothing where there were no words to measure it on
};

/// What an accuracy is about.
struct AccuracyKind {
  analysis::Labels labels;
  analysis::Kept neurons;
  analysis::Training how;
};

/// The columns behind the cell's names, in their order; the interval, which comes later, is empty.
std::vector<Value> values_of(const AccuracyRow& row);

/// Columns of the table of trainings behind the cell's names, in their order. @param head which it is  @param loss NaN
/// is empty, and so is the change from it  @param residual nothing where it was not measured
std::vector<Value> training_values(const AccuracyRow& head, double loss, double loss_before,
                                   std::optional<double> residual);

/// How near the head of a row is to the optimum of its loss.
struct ConvergenceRow {
  double l1 = 0, l2 = 0;
  std::string solver = {};
  std::optional<double> gap;
  double residual = 0;
  std::int64_t zeros = 0;     ///< weights
  std::int64_t weighted = 0;  ///< neurons that have weight
  double passes = 0;
  std::optional<bool> certified;  ///< nothing where nobody asked for it
};

/// Columns of the table of convergence behind the cell's names, in their order.
std::vector<Value> convergence_values(const AccuracyRow& head, const ConvergenceRow& row);

/// Reads a row. Throws std::out_of_range when a word is not one of those that values_of() writes.
AccuracyRow accuracy_row(const Table& accuracy, std::size_t row);

/// Mean accuracy on test words over repetitions and draws, of the largest kept share that was measured so; nothing when
/// none was. A masked kind is of heads masked with zero or with means. @param selects the rows that count, by their
/// position
std::optional<double> mean_test_accuracy(const Table& accuracy, const AccuracyKind& kind,
                                         const std::function<bool(std::size_t)>& selects);

}  // namespace neurank::report
