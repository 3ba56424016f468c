#include <iostream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "report/text_table.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return {bare_argument("folder", "DIR", "output folder of a run"),
          text_option("until", "STAGE", "count units up to this stage alone: as of a run --until it", "report"),
          flag_option("resumable",
                      "exit with 3 when the same command would resume the run, 0 when all is done, 4 when "
                      "what is left has failed")};
}

/// Planned units of a stage.
struct Counts {
  std::size_t all = 0, done = 0;
};

Counts count(const std::vector<std::string>& units, const schedule::JournalSummary& journal, const std::string& stage) {
  Counts counts;
  for (const std::string& unit : units) {
    if (!unit.starts_with(stage + "/")) continue;
    ++counts.all;
    counts.done += journal.done.contains(unit);
  }
  return counts;
}

std::string latest_launch(const run::RunState& state) {
  if (!state.is_started) return "not started";
  return state.outcome ? name_of(*state.outcome) : "running or killed";
}

int print_status(const Call& call) {
  const schedule::RunFolder folder(call.values.text("folder"));
  const run::RunState state = run::read_run_state(folder);
  const auto units = run::read_planned_units(folder);
  const auto journal = schedule::read_journal(folder.journal());

  std::vector<std::vector<std::string>> lines;
  std::size_t left = 0;
  const auto last = choose<schedule::Stage>(call.values, "until");
  for (const schedule::Stage which : all_of<schedule::Stage>()) {
    if (which > last) break;
    const std::string stage = name_of(which);
    const Counts counts = count(units, journal, stage);
    if (counts.all == 0) continue;
    left += counts.all - counts.done;
    lines.push_back(
        {stage, std::to_string(counts.done), std::to_string(counts.all - counts.done), std::to_string(counts.all)});
  }
  std::cout << report::text_table({"stage", "done", "left", "of"}, lines) << "latest launch: " << latest_launch(state)
            << '\n';
  for (const auto& [unit, reason] : journal.failed) std::cout << "failed: " << unit << ": " << reason << '\n';
  if (!call.values.has("resumable")) return exit_done;
  if (left == 0 && state.outcome == schedule::Outcome::done) return exit_done;
  return state.outcome == schedule::Outcome::failed ? exit_failed : exit_stopped;
}

}  // namespace

Command status_command() {
  return {.name = "status",
          .about = "show which units of a run are done, left and failed",
          .collective = false,
          .usage = "neurank status DIR [--until STAGE] [--resumable]",
          .description = "Shows which units of a run are done, left and failed; also while it runs.",
          .options = options(),
          .run = print_status};
}

}  // namespace neurank::cli
