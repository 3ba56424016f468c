#include "pretraining/pretrain_models.hpp"

#include <unistd.h>

#include <iostream>

#include "base/format.hpp"
#include "cli/commands.hpp"
#include "cli/kernels.hpp"
#include "cli/options.hpp"
#include "cli/output_folder.hpp"
#include "cli/placement.hpp"
#include "cli/progress_display.hpp"
#include "mpi/together.hpp"
#include "report/text_table.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return grid_options({flag_option("redo", "throw away the models that exist and train them again")});
}

void print_models(const std::vector<pretraining::PretrainedModel>& models) {
  std::vector<std::vector<std::string>> lines;
  for (const auto& model : models)
    lines.push_back({model.name, formatted("%.3f", model.training_loss), formatted("%.3f", model.held_out_loss),
                     formatted("%.3f", model.unigram_entropy), formatted("%.0f", model.seconds),
                     model.folder.string()});
  std::cerr << "\nLoss in nats a prediction, beside the entropy of single units\n"
            << report::text_table({"model", "training", "held out", "unigram", "seconds", "folder"}, lines)
            << std::flush;
}

int pretrain_models(const Call& call) {
  const auto& comm = call.session.world();
  grid::Pretraining settings;
  mpi::together(comm, [&] { settings = grid::read_pretraining(call.values.text("grid"), call.values.list("set")); });
  settle_output(comm, call.values.text("grid"), settings.output);
  expect_same_kernels(comm);
  const Placement placement = place(comm, settings.resources.threads);
  warn_of_placement(comm, placement);
  ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto listener = listener_of<pretraining::PretrainProgress>(display, call.stop_requested);
  const auto result = pretraining::pretrain(comm, settings, call.values.has("redo"), listener);
  display.finish();
  if (comm.is_root() && result.stopped) std::cerr << "stopped on request; the same command resumes" << std::endl;
  if (comm.is_root() && !result.stopped) print_models(result.models);
  return result.stopped ? exit_stopped : exit_done;
}

}  // namespace

Command pretrain_command() {
  return {
      .name = "pretrain",
      .about = "train the language models of a grid from nothing",
      .collective = true,
      .usage = "neurank pretrain GRID.yaml [--set KEY=VALUE]... [--redo]",
      .description =
          "Trains small language models from nothing on a text, as the section `pretrain` of a grid says, and writes "
          "them as models are published. The same command resumes what was stopped or killed and leaves finished "
          "models alone. Under mpirun or srun all ranks share the work.",
      .options = options(),
      .stops = true,
      .run = pretrain_models};
}

}  // namespace neurank::cli
