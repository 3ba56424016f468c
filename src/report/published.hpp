#pragma once

#include <array>

#include "base/names.hpp"
#include "base/table.hpp"

namespace neurank::report {

/// Tasks of which numbers were published.
enum class PublishedTask { pos, sem, chunk, ccg };
constexpr std::array<const char*, 4> names_of(PublishedTask) { return {"pos", "sem", "chunk", "ccg"}; }

/// Numbers published with the method: published.csv in this folder, compiled in. Columns source (paper and table),
/// family and neurons (which model), task (pos, sem, chunk, ccg), quantity, value. Quantities: accuracy_all,
/// masked_{top,random,bottom} (the other 80 % of the neurons set to zero), neurons@D (size of the minimal set for D
/// points of accuracy), retrained_{top,random,bottom}@D, selectivity_all, selectivity_top@D, layer_L@D (members of the
/// minimal set in layer L), lambda_l1, lambda_l2. Accuracies and selectivities are percent.
Table published_results();

namespace detail {
extern const char* const published_csv;
}

}  // namespace neurank::report
