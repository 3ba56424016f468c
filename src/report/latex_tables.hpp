#pragma once

#include <map>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

/// The tables of a run in the layout of the paper, LaTeX by file name, each for a document that has booktabs. Models
/// and variants stand side by side; numbers are mean ± standard deviation over repetitions, accuracies percent.
///
///     masked.tex              table 1: test accuracy with all neurons, and with all but some masked
///     minimal.tex             tables 2 and 3: size, accuracies and selectivities of minimal sets, a table a delta
///     layers.tex              figure 1 in numbers: members of the minimal set in each layer, a table a delta
///     sharing.tex             labels that a neuron serves, for the smallest delta and sets of fixed sizes
///     stability.tex           agreement of repetitions
///     architectures.tex       chosen metrics at the smallest delta, each with its interval
///     architecture_tests.tex  the differences between models that are tested, smallest p-value first
///     group_tests.tex         the same between groups
///
/// Whatever the grid, no table is larger than a page of an article, a file has at most six, and each label occurs once;
/// what is left out for it the caption says. A file without rows holds a comment alone.
std::map<std::string, std::string> latex_tables(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
