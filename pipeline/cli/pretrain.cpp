#include "pretraining/pretrain_models.hpp"

#include <unistd.h>

#include <iostream>
#include <optional>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "mpi/together.hpp"
#include "report/text_table.hpp"
#include "schedule/progress.hpp"
#include "schedule/status_line.hpp"
#include "schedule/stop_signal.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

Syntax syntax() {
  po::options_description options("options");
  add_grid_options(options);
  options.add_options()("redo", po::bool_switch(), "throw away the models that exist and train them again");
  return {
      "neurank pretrain GRID.yaml [--set KEY=VALUE]... [--redo]",
      "Trains small language models from nothing on a text, as the section `pretrain` of a grid says, and writes them "
      "as models are published. The same command resumes what was stopped or killed and leaves finished models "
      "alone. Under mpirun or srun all ranks share the work.",
      options, "grid"};
}

struct PretrainRequest {
  grid::Pretraining settings;
  bool redo;
};

std::string describe(const pretraining::PretrainProgress& progress) {
  const double rate = to_double(progress.own_steps) / progress.elapsed_seconds;
  const double left = to_double(progress.steps - progress.step) / rate;
  return progress.model + ": step " + std::to_string(progress.step) + " of " + std::to_string(progress.steps) +
         ", loss " + formatted("%.3f", progress.loss) + ", " + formatted("%.1f", rate) + " steps/s, " + duration(left) +
         " left";
}

/// Shows progress now and then, and each model's last step.
class Display {
 public:
  explicit Display(bool terminal) : line_(std::cerr, terminal) {}

  void show(const pretraining::PretrainProgress& progress) {
    const bool is_last = progress.step == progress.steps;
    if (progress.own_steps == 1) next_ = 0;
    if (progress.elapsed_seconds < next_ && !is_last) return;
    next_ = progress.elapsed_seconds + line_.interval();
    line_.show(describe(progress));
    if (is_last) finish();
  }

  void finish() { line_.end(); }

 private:
  schedule::StatusLine line_;
  double next_ = 0;  ///< seconds
};

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

}  // namespace

int pretrain(const mpi::Session& session, const Arguments& arguments) {
  const auto& comm = session.world();
  std::optional<PretrainRequest> request;
  mpi::together(comm, [&] {
    if (const auto values = parse(syntax(), arguments))
      request = {
          grid::read_pretraining((*values)["grid"].as<std::string>(), (*values)["set"].as<std::vector<std::string>>()),
          (*values)["redo"].as<bool>()};
  });
  if (!request) return exit_done;
  schedule::catch_stop_signals();
  const Placement placement = place(comm, request->settings.resources.threads);
  warn_of_placement(comm, placement);
  Display display(isatty(STDERR_FILENO) == 1);
  const pretraining::PretrainListener listener{
      .message = [](const std::string& line) { std::cerr << line << std::endl; },
      .progress = [&](const auto& progress) { display.show(progress); },
      .stop_requested = schedule::stop_requested};
  const auto result = pretraining::pretrain(comm, request->settings, request->redo, listener);
  display.finish();
  if (comm.is_root() && result.stopped) std::cerr << "stopped on request; the same command resumes" << std::endl;
  if (comm.is_root() && !result.stopped) print_models(result.models);
  return result.stopped ? exit_stopped : exit_done;
}

}  // namespace neurank::cli
