#pragma once

#include <map>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

/// Pretraining runs of a group from which on it is said to differ from another, and by how many metrics.
constexpr std::int64_t fewest_runs = 5;
constexpr std::size_t metrics_of_groups = 3;

/// The metric of a cell whose p-value findings print: by how much its minimal set beats random neurons. @param delta
/// the smallest
std::string tested_metric(double delta);

/// Fills in the column `p_adjusted` of the tables architectures, architecture_tests and group_tests, for the rows whose
/// p-values findings print: one a cell (tested_metric()), the accuracy of each two models, and of each two trained
/// groups of enough runs accuracy, size and depth. They are one family.
void adjust_p_values(std::map<std::string, Table>& tables);

}  // namespace neurank::report
