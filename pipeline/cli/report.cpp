#include "run/report.hpp"

#include <iostream>

#include "cli/commands.hpp"

namespace neurank::cli {
namespace {

int report(const Call& call) {
  const schedule::RunFolder folder(call.values.text("folder"));
  const run::Report made = run::report_again(folder);
  for (const std::string& note : made.notes) std::cerr << "neurank: " << note << '\n';
  std::cout << made.files.size() << " files written in " << folder.root().string() << '\n';
  return exit_done;
}

}  // namespace

Command report_command() {
  return {.name = "report",
          .about = "make tables, figures and pages of a run again",
          .collective = false,
          .usage = "neurank report DIR",
          .description =
              "Writes tables/, figures/, findings.txt and report.html of a run again from its results.h5 and run.json; "
              "needs neither its activations nor its probes. Of an unfinished run it shows what is done so far. What "
              "is missing is named: cells that failed or are not done, tables that results of an older version lack, "
              "figures where there is no gnuplot.",
          .options = {bare_argument("folder", "DIR", "output folder of a run")},
          .run = report};
}

}  // namespace neurank::cli
