#include <iostream>

#include "base/blas.hpp"
#include "base/format.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/placement.hpp"
#include "model/torch_facts.hpp"
#include "mpi/together.hpp"
#include "store/disk_speed.hpp"

namespace neurank::cli {
namespace {

constexpr std::uint64_t disk_test_bytes = std::uint64_t{256} << 20;

std::string rounded(double value, const char* unit) { return formatted("%.0f ", value) + unit; }

NamedFacts machine_facts(const mpi::Communicator& comm, const Placement& placement) {
  return {{"ranks", std::to_string(comm.size()) + ", " + std::to_string(placement.ranks_here) + " on this host"},
          {"threads a rank", std::to_string(placement.threads)},
          {"cores", std::to_string(placement.cores) + " on this host, this rank may run on " +
                        std::to_string(placement.bound_cores)},
          {"GPUs", model::gpu_description()}};
}

NamedFacts blas_facts(const BlasFacts& blas) {
  return {{"BLAS", blas.name}, {"BLAS speed", rounded(blas.gflops, "GFLOP/s")}};
}

NamedFacts disk_facts(const std::string& folder) {
  const store::DiskSpeed speed = store::measure_disk_speed(folder, disk_test_bytes);
  return {{"disk write", rounded(speed.write_bytes_per_second / 1e6, "MB/s to ") + folder},
          {"disk read", rounded(speed.read_bytes_per_second / 1e6, "MB/s")}};
}

void examine(const mpi::Communicator& comm, const Placement& placement, const std::string& folder) {
  const BlasFacts blas = measure_blas();
  NamedFacts facts = program_facts();
  for (const NamedFacts& more : {machine_facts(comm, placement), blas_facts(blas), disk_facts(folder)})
    facts.insert(facts.end(), more.begin(), more.end());
  print(facts, std::cout);
  if (const std::string advice = blas_advice(blas); !advice.empty()) std::cerr << "warning: " << advice << '\n';
  warn_of_placement(comm, placement);
}

std::vector<Option> options() {
  return {text_option("folder", "DIR", "folder whose disk is measured with a temporary file of 256 MB", ".")};
}

int examine_machine(const Call& call) {
  const auto& world = call.session.world();
  const Placement placement = place(world, 0);
  mpi::on_root(world, [&] { examine(world, placement, call.values.text("folder")); });
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
