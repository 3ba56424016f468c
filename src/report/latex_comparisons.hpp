#pragma once

#include <string>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

// What compares labels, repetitions and models, for LaTeX. Each is the content of a file, see latex_tables().

/// Sharing ratios, means over repetitions, beside those of unrelated labels. @param deltas ascending
std::string sharing_latex(const Table& sharing, const std::vector<double>& deltas);

/// Agreement of repetitions: Jaccard index of some top shares of the neurons beside chance, and rank correlations.
std::string stability_latex(const Table& stability);

/// Chosen metrics at the smallest delta with their intervals. @param deltas ascending
std::string architectures_latex(const Table& architectures, const std::vector<double>& deltas);

/// A table of tests, and what it compares: columns KIND_a and KIND_b.
struct TestsName {
  std::string csv, kind;
};

/// The differences that have an adjusted p-value, smallest first, of equal ones the largest difference; a table a
/// metric.
std::string tests_latex(const Table& tests, const TestsName& name);

}  // namespace neurank::report
