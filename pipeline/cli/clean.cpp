#include <iostream>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "run/put_aside.hpp"

namespace neurank::cli {
namespace {

int clean(const Call& call) {
  const schedule::RunFolder folder(call.values.text("folder"));
  const run::Cleaned cleaned = run::clean_folder(folder);
  std::cout << "removed " << cleaned.files << " files, " << bytes_text(cleaned.bytes) << '\n';
  return exit_done;
}

}  // namespace

Command clean_command() {
  return {.name = "clean",
          .about = "remove from a run's folder what its grid has no use for",
          .collective = false,
          .usage = "neurank clean DIR",
          .description =
              "Removes from a run's output folder what the grid that it was last run with has no use for: files of "
              "models, corpora, cells and repetitions that are no longer in the grid, and what --update has put aside. "
              "Adding them to the grid again then means computing them again.",
          .options = {bare_argument("folder", "DIR", "output folder of a run")},
          .run = clean};
}

}  // namespace neurank::cli
