#pragma once

#include <vector>

#include "cli/command.hpp"

namespace neurank::cli {

// The sub-commands, each in the file of its name.
Command run_command();
Command pretrain_command();
Command plan_command();
Command status_command();
Command merge_command();
Command report_command();
Command clean_command();
Command inspect_command();
Command export_command();
Command agreement_command();
Command alignment_command();
Command extract_command();
Command generate_command();
Command tokenize_command();
Command states_command();
Command verify_command();
Command doctor_command();

/// All of them, in the order in which `neurank --help` lists them.
std::vector<Command> all_commands();

}  // namespace neurank::cli
