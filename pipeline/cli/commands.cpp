#include "cli/commands.hpp"

namespace neurank::cli {

std::vector<Command> all_commands() {
  return {run_command(),       pretrain_command(), plan_command(),     status_command(),   merge_command(),
          report_command(),    clean_command(),    inspect_command(),  export_command(),   agreement_command(),
          alignment_command(), extract_command(),  generate_command(), tokenize_command(), states_command(),
          verify_command(),    doctor_command()};
}

}  // namespace neurank::cli
