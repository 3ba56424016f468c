#pragma once

#include <map>
#include <string>

#include "base/table.hpp"
#include "grid/experiment.hpp"
#include "report/methods.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

/// What the appendix of a paper tells of a run: its settings, and the software of the latest launch as run.json has it,
/// nothing where there is no such file. Throws Error when that file is damaged.
report::MethodsFacts methods_facts(const grid::Experiment& experiment, const schedule::RunFolder& folder);

/// The text of methods.txt. @param tables all small tables of the run by name
std::string methods_text(const grid::Experiment& experiment, const std::map<std::string, Table>& tables,
                         const schedule::RunFolder& folder);

}  // namespace neurank::run
