#pragma once

#include <vector>

#include "probe/evaluate.hpp"
#include "probing/probing.hpp"
#include "report/accuracy_rows.hpp"

namespace neurank::probing {

/// A head to be measured, and what it is; the kind of words and the accuracy are filled in.
struct MeasuredHead {
  probe::Candidate candidate;
  report::AccuracyRow row;
};

/// Accuracies of heads on all kinds of words. @return the table "accuracy", for each kind the heads in their order, and
/// the right words
store::ResultSet measure_heads(const ProbingContext& context, const grid::Cell& cell,
                               const std::vector<MeasuredHead>& heads, const schedule::KeepGoing& keep_going);

}  // namespace neurank::probing
