#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/launch.hpp"
#include "cli/options.hpp"
#include "cli/output_folder.hpp"
#include "mpi/together.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return grid_options(
      {text_option("output", "DIR", "output folder, instead of the grid's"),
       text_option("until", "STAGE", "last stage to run: " + join(all_names<schedule::Stage>(), ", "), "report"),
       text_option("model", "NAME", "only the cells of this model, as a part for neurank merge"),
       flag_option("update", "do finished units again whose settings or inputs the grid has changed"),
       flag_option("redo", "throw away what the output folder holds and start again")});
}

/// Throws a usage Error when the grid has no such model.
std::string chosen_model(const std::string& given, const grid::Experiment& experiment) {
  std::vector<std::string> names;
  for (const auto& model : experiment.models) names.push_back(model.name);
  if (std::ranges::find(names, given) == names.end()) throw unknown_choice("model", given, names);
  return given;
}

RunRequest to_request(const Values& values) {
  RunRequest request;
  request.options.until = choose<schedule::Stage>(values, "until");
  request.options.update = values.has("update");
  request.options.redo = values.has("redo");
  request.experiment =
      read_grid(values, values.has("output") ? std::filesystem::absolute(values.text("output")).string() : "");
  if (values.has("model")) request.options.model = chosen_model(values.text("model"), request.experiment);
  return request;
}

int run_grid(const Call& call) {
  RunRequest request;
  mpi::together(call.session.world(), [&] { request = to_request(call.values); });
  if (!call.values.has("output"))
    settle_output(call.session.world(), call.values.text("grid"), request.experiment.output);
  return launch(call, std::move(request));
}

}  // namespace

Command run_command() {
  return {.name = "run",
          .about = "run an experiment grid, or resume it",
          .collective = true,
          .usage =
              "neurank run GRID.yaml [--output DIR] [--set KEY=VALUE]... [--until STAGE] [--model NAME] [--update] "
              "[--redo]",
          .description =
              "Runs an experiment grid: extracts activations, trains probes, ranks neurons, writes tables. The same "
              "command resumes a run that was stopped or killed. Under mpirun or srun all ranks share the work.",
          .options = options(),
          .stops = true,
          .run = run_grid};
}

}  // namespace neurank::cli
