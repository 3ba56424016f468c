#pragma once

#include <map>
#include <string>

#include "run/run_plan.hpp"
#include "run/run_record.hpp"

namespace neurank::run {

/// All that the results of a run can depend on, by key: the settings of its grid by key path, and hashes of what it
/// reads, "inputs.models/bert", "inputs.words/ptb", "inputs.labels/ptb/pos".
using Dependencies = std::map<std::string, std::string>;

/// @param grid_yaml of a resolved grid
Dependencies dependencies_of(const std::string& grid_yaml, const InputHashes& inputs);

/// Those on which the result of a unit depends, beside the units that it waits for: the shards and files of a model on
/// a corpus, and the stages of a cell, each on what it reads. The grid's names are in the units' ids.
Dependencies needed_by(const Dependencies& all, const grid::Experiment& experiment, const Work& work);

/// Gives the units of a plan their settings: what they are, and all on which their results depend. @param inputs of the
/// experiment
void note_dependencies(Plan& plan, const grid::Experiment& experiment, const Facts& facts, const InputHashes& inputs);

}  // namespace neurank::run
