#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "schedule/journal.hpp"
#include "schedule/run_units.hpp"
#include "schedule/stop_signal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::schedule {
namespace {

TEST(RunUnitsAlone, works_without_mpi_from_the_first_run_to_the_last) {
  const test::ScratchFolder folder;
  const std::vector<Unit> units = {
      {.id = "a", .cost = 1}, {.id = "b", .cost = 5, .after = {0}}, {.id = "c", .cost = 2}};
  std::string order;
  int stop_after = 2;
  const Compute compute = [&](std::size_t unit, const AtWork& at_work) {
    if (!at_work.keep_going()) throw Error(Cause::interrupted, "stopped");
    order += units[unit].id;
  };
  const auto stop = [&] { return static_cast<int>(order.size()) == stop_after; };
  for (const Outcome expected : {Outcome::stopped, Outcome::done}) {
    Journal journal(folder / "journal.jsonl");
    EXPECT_EQ(run_units(mpi::Communicator(), units, &journal, compute, {.stop_requested = stop}), expected);
    stop_after = -1;
  }
  EXPECT_EQ(order, "abc");
}

TEST(RunUnitsAlone, a_signal_stops_it) {
  const auto run = [] {
    const StopSignals signals([] {});
    const std::vector<Unit> units = {{.id = "a", .cost = 1}, {.id = "b", .cost = 1}};
    const Compute compute = [&](std::size_t, const AtWork& at_work) {
      kill(getpid(), SIGUSR1);
      for (const Stopwatch watch; at_work.keep_going();)
        if (watch.seconds() > 10) std::_Exit(11);
      std::_Exit(10);
    };
    run_units(mpi::Communicator(), units, nullptr, compute, {.stop_requested = [&] { return signals.requested(); }});
  };
  EXPECT_EXIT(run(), testing::ExitedWithCode(10), "");
}

}  // namespace
}  // namespace neurank::schedule
