#include <iostream>

#include "base/blas.hpp"
#include "base/blas_check.hpp"
#include "base/format.hpp"
#include "base/openmp_runtimes.hpp"
#include "base/processor.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/kernels.hpp"
#include "cli/placement.hpp"
#include "cli/start.hpp"
#include "model/torch_facts.hpp"
#include "mpi/together.hpp"
#include "report/figures/gnuplot.hpp"
#include "store/disk_speed.hpp"

namespace neurank::cli {
namespace {

constexpr std::uint64_t disk_test_bytes = std::uint64_t{256} << 20;
constexpr double least_share_of_peak = 0.4;  ///< products of any fast BLAS reach more

std::string rounded(double value, const char* unit) { return formatted("%.0f ", value) + unit; }

NamedFacts machine_facts(const mpi::Communicator& comm, const Placement& placement) {
  return {{"ranks", std::to_string(comm.size()) + ", " + std::to_string(placement.ranks_here) + " on this host"},
          {"threads a rank", std::to_string(placement.threads)},
          {"cores", std::to_string(placement.cores) + " on this host, this rank may run on " +
                        std::to_string(placement.bound_cores)},
          {"GPUs", model::gpu_description()}};
}

/// What was found out about products.
struct ExaminedBlas {
  BlasFacts facts;
  double peak_gflops;         ///< of the threads of a rank, were there nothing but products; 0 where it is not known
  std::string wrong_product;  ///< empty when all came out right
  std::vector<std::string> kernels_of_ranks;
};

ExaminedBlas examine_blas(const Placement& placement, const std::vector<std::string>& kernels_of_ranks) {
  const Index cores = std::min<Index>(placement.threads, placement.bound_cores);
  return {measure_blas(), peak_gflops(processor_flags(), processor_gigahertz(), cores), wrong_product(),
          kernels_of_ranks};
}

NamedFacts blas_facts(const ExaminedBlas& blas) {
  const std::string note = kernels_note();
  const std::string peak =
      blas.peak_gflops > 0 ? ", the processor at its stated clock " + rounded(blas.peak_gflops, "GFLOP/s") : "";
  return {{"BLAS", blas.facts.name},
          {"BLAS kernels", kernels_by_rank(blas.kernels_of_ranks) + (note.empty() ? "" : " (" + note + ")")},
          {"OpenMP", join(openmp_runtimes(), " and ")},
          {"BLAS speed", rounded(blas.facts.gflops, "GFLOP/s") + peak},
          {"BLAS products", blas.wrong_product.empty() ? "right" : "WRONG: " + blas.wrong_product}};
}

/// What is wrong with the products, for people; a line each.
std::vector<std::string> blas_warnings(const ExaminedBlas& blas, Index threads) {
  std::vector<std::string> warnings;
  if (!blas.wrong_product.empty())
    warnings.push_back(blas.wrong_product +
                       " comes out wrong; set OPENBLAS_CORETYPE to older kernels, or install another BLAS");
  if (const std::string advice = blas_advice(blas.facts, threads); !advice.empty()) warnings.push_back(advice);
  if (blas.facts.gflops < least_share_of_peak * blas.peak_gflops)
    warnings.push_back("products run at " + rounded(100 * blas.facts.gflops / blas.peak_gflops, "%") +
                       " of what this processor can do; other programs may be at work, or the BLAS is not made for it");
  if (const std::string advice = openmp_advice(openmp_runtimes()); !advice.empty()) warnings.push_back(advice);
  if (const auto complaint = complaint_of_kernels(blas.kernels_of_ranks))
    warnings.push_back(complaint->problem + "; " + complaint->remedy);
  return warnings;
}

NamedFacts disk_facts(const std::string& folder) {
  const store::DiskSpeed speed = store::measure_disk_speed(folder, disk_test_bytes);
  return {{"disk write", rounded(speed.write_bytes_per_second / 1e6, "MB/s to ") + folder},
          {"disk read", rounded(speed.read_bytes_per_second / 1e6, "MB/s")}};
}

NamedFacts figure_facts() {
  const std::string version = report::gnuplot_version();
  return {{"figures", version.empty() ? "no gnuplot: reports have their data and scripts, but no drawings" : version}};
}

void examine(const mpi::Communicator& comm, const Placement& placement,
             const std::vector<std::string>& kernels_of_ranks, const std::string& folder) {
  const ExaminedBlas blas = examine_blas(placement, kernels_of_ranks);
  NamedFacts facts = program_facts();
  for (const NamedFacts& more : {machine_facts(comm, placement), blas_facts(blas), disk_facts(folder), figure_facts()})
    facts.insert(facts.end(), more.begin(), more.end());
  print(facts, std::cout);
  for (const std::string& warning : blas_warnings(blas, placement.threads)) std::cerr << "warning: " << warning << '\n';
  warn_of_placement(comm, placement);
}

std::vector<Option> options() {
  return {text_option("folder", "DIR", "folder whose disk is measured with a temporary file of 256 MB", ".")};
}

int examine_machine(const Call& call) {
  const auto& world = call.session.world();
  const Placement placement = place(world, 0);
  const auto kernels_of_ranks = world.gather(kernels_here());
  mpi::on_root(world, [&] { examine(world, placement, kernels_of_ranks, call.values.text("folder")); });
  return exit_done;
}

}  // namespace

Command doctor_command() {
  return {.name = "doctor",
          .about = "check this installation and machine",
          .collective = true,
          .usage = "neurank doctor [--folder DIR]",
          .description = "Checks this installation and machine: libraries, speed of matrix products, threads and disk.",
          .options = options(),
          .run = examine_machine};
}

}  // namespace neurank::cli
