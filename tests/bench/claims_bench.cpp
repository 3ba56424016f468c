// What handing out units costs rank 0, under mpirun with as many ranks as are asked about.
//   claims_bench [--quick]
// Row of run.sh:
//   dispatch/R     units that R ranks claim and report for each second of rank 0's processor time, its own units and
//   the
//                  journal among it; the units do nothing

#include <memory>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "mpi/session.hpp"
#include "schedule/run_units.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::bench {
namespace {

void run(const mpi::Communicator& comm, std::size_t count) {
  std::vector<schedule::Unit> units;
  for (std::size_t i = 0; i < count; ++i) units.push_back({.id = "train/m/t/v/" + std::to_string(i), .cost = 1});
  const test::ScratchFolder folder;
  const auto journal = comm.is_root() ? std::make_unique<schedule::Journal>(folder / "journal.jsonl") : nullptr;
  const auto nothing = [](std::size_t, const schedule::AtWork&) {};
  const double seconds = seconds_of([&] { schedule::run_units(comm, units, journal.get(), nothing, {}); });
  if (comm.is_root()) print_row("dispatch/" + std::to_string(comm.size()), to_double(count) / seconds);
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  const neurank::mpi::Session session(argc, argv);
  neurank::bench::run(session.world(), argc > 1 ? 2'000 : 40'000);
}
