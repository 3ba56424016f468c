#include "cli/launch.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/blas.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/kernels.hpp"
#include "cli/placement.hpp"
#include "cli/progress_display.hpp"
#include "cli/start.hpp"
#include "mpi/together.hpp"
#include "report/summary.hpp"
#include "report/text_table.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"

namespace neurank::cli {
namespace {

using schedule::Outcome;

std::string hosts(const mpi::Communicator& comm) {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  std::vector<std::string> different;
  for (const auto& host : comm.gather(name))
    if (std::find(different.begin(), different.end(), host) == different.end()) different.push_back(host);
  return join(different, " ");
}

/// Facts about this launch, for people and for run.json. Collective.
std::map<std::string, std::string> describe_job(const mpi::Communicator& comm, const Placement& placement,
                                                ProductLibrary products, const Arguments& arguments) {
  std::map<std::string, std::string> job = {
      {"started", utc_time()},
      {"command", "neurank " + join(arguments, " ")},
      {"ranks", std::to_string(comm.size())},
      {"threads", std::to_string(placement.threads)},
      {"hosts", hosts(comm)},
      {"mpi", mpi::library_description()},
      {"kernels", expect_same_kernels(comm)},
      {"products", expect_same_products(comm, products)},
  };
  if (comm.is_root()) {
    const BlasFacts blas = measure_blas();
    job["blas"] = blas.name + ", " + formatted("%.0f", blas.gflops) + " GFLOP/s";
    if (const std::string note = kernels_note(); !note.empty()) job["kernels_note"] = note;
    if (const std::string advice = blas_advice(blas, placement.threads); !advice.empty()) job["warning"] = advice;
  }
  return job;
}

/// What a launch that goes on with other kernels than the one before is told; empty when they are the same, or when
/// there was none.
std::string kernels_changed(const RunRequest& request) {
  const schedule::RunFolder folder(request.experiment.output);
  if (request.options.redo || !std::filesystem::exists(folder.record())) return "";
  const std::string before = run::recorded_kernels(folder), now = kernels_here();
  if (before.empty() || before == now) return "";
  return "this run was computed with " + before + " kernels until now and goes on with " + now +
         ": last digits may differ between its units";
}

void print_start(const std::map<std::string, std::string>& job, const grid::Experiment& experiment) {
  const BuildFacts build = build_facts();
  std::cerr << "neurank " << build.version << " (" << build.revision << ")\n"
            << "command  " << job.at("command") << '\n'
            << "ranks    " << job.at("ranks") << " x " << job.at("threads") << " threads on " << job.at("hosts") << '\n'
            << "blas     " << job.at("blas") << '\n'
            << "kernels  " << job.at("kernels")
            << (job.contains("kernels_note") ? " (" + job.at("kernels_note") + ")" : "") << '\n'
            << "products " << job.at("products") << '\n'
            << "output   " << experiment.output.string() << '\n';
  for (const char* name : {"warning", "kernels_changed"})
    if (job.contains(name)) std::cerr << "warning: " << job.at(name) << '\n';
}

void print_end(const run::RunResult& result, const grid::Experiment& experiment, double seconds) {
  if (!result.files.empty()) {
    const std::vector<double>& keep = experiment.analyses.ablation.keep;
    std::cerr << "\nTest accuracy in percent, means over " << experiment.repetitions
              << " repetitions; top, random and bottom: all but " << 100 * *std::max_element(keep.begin(), keep.end())
              << " % of the neurons masked\n"
              << report::text_table(report::summary_header(), report::summary(result.tables)) << '\n';
    for (const auto& sentence : result.findings) std::cerr << sentence << '\n';
    std::cerr << '\n';
    for (const auto& file : result.files) std::cerr << "wrote " << file.string() << '\n';
  }
  const auto failed = schedule::read_journal(schedule::RunFolder(experiment.output).journal()).failed;
  for (const auto& [unit, reason] : failed) std::cerr << "failed: " << unit << ": " << reason << '\n';
  if (result.outcome == Outcome::stopped) std::cerr << "stopped on request; the same command resumes\n";
  std::cerr << "elapsed " << formatted("%.1f", seconds) << " s" << std::endl;
}

}  // namespace

schedule::Attempt attempt_of_job() {
  const char *job = std::getenv("SLURM_JOB_ID"), *restarts = std::getenv("SLURM_RESTART_COUNT");
  if (job == nullptr) return {};
  return {job, restarts == nullptr ? 0 : number_of<long>(restarts).value_or(0)};
}

int launch(const Call& call, RunRequest request) {
  const Stopwatch watch;
  const auto& comm = call.session.world();
  const Placement placement = place(comm, request.experiment.resources.threads);
  request.options.attempt = attempt_of_job();
  Arguments words = call.arguments;
  words.insert(words.begin(), request.command);
  request.options.job = describe_job(comm, placement, request.experiment.resources.products, words);
  mpi::on_root(comm, [&] {
    if (const std::string changed = kernels_changed(request); !changed.empty())
      request.options.job["kernels_changed"] = changed;
  });
  if (comm.is_root()) print_start(request.options.job, request.experiment);
  warn_of_placement(comm, placement);

  ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto result = run::run_pipeline(comm, request.experiment, request.options,
                                        listener_of<schedule::Progress>(display, call.stop_requested));
  display.finish();
  if (comm.is_root()) print_end(result, request.experiment, watch.seconds());
  return exit_code(result.outcome);
}

}  // namespace neurank::cli
