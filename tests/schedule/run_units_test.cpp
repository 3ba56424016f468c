#include "schedule/run_units.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <sstream>
#include <thread>

#include "base/error.hpp"
#include "schedule/journal.hpp"
#include "support/cpu_time.hpp"
#include "support/mpi_session.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::schedule {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;  // one clock for all processes of a host

/// One computation of a unit, seconds on the host's clock.
struct Computed {
  std::size_t unit;
  int rank;
  double start, end;
};

double now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

/// Notes what this rank computes and tells all ranks at the end.
class Record {
 public:
  Compute around(Compute compute) {
    return [this, compute = std::move(compute)](std::size_t unit, const AtWork& at_work) {
      const double start = now();
      compute(unit, at_work);
      mine_ << unit << ' ' << std::fixed << start << ' ' << now() << ' ';
    };
  }

  /// What all ranks computed without an exception. Collective.
  std::vector<Computed> of_all(const mpi::Communicator& comm) const {
    std::vector<Computed> all;
    const std::vector<std::string> texts = comm.gather(mine_.str());
    for (std::size_t rank = 0; rank < texts.size(); ++rank) {
      std::istringstream text(texts[rank]);
      for (Computed one{0, static_cast<int>(rank), 0, 0}; text >> one.unit >> one.start >> one.end;) all.push_back(one);
    }
    return all;
  }

 private:
  std::ostringstream mine_;
};

std::vector<Unit> free_units(std::size_t count) {
  std::vector<Unit> units;
  for (std::size_t i = 0; i < count; ++i) units.push_back({.id = "unit/" + std::to_string(i), .cost = 1});
  return units;
}

TEST(RunUnits, every_unit_is_computed_once_and_after_those_it_waits_for) {
  const test::TestSession session;
  const auto& world = session.world();
  std::vector<Unit> units = free_units(200);
  for (std::size_t i = 5; i < units.size(); ++i) {
    units[i].cost = static_cast<double>(i * 7919 % 101);
    units[i].resource = "model " + std::to_string(i % 3);
    if (i % 4 != 0) units[i].after = {i * 31 % i, i / 2};
  }
  Record record;
  const Outcome outcome = run_units(world, units, nullptr, record.around([](auto, const auto&) {}), {});
  EXPECT_EQ(outcome, Outcome::done);
  const auto computed = record.of_all(world);
  if (!world.is_root()) return;
  ASSERT_EQ(computed.size(), units.size());
  std::vector<const Computed*> of_unit(units.size(), nullptr);
  for (const Computed& one : computed) {
    EXPECT_EQ(of_unit[one.unit], nullptr) << "unit " << one.unit << " twice";
    of_unit[one.unit] = &one;
  }
  for (std::size_t i = 0; i < units.size(); ++i)
    for (const std::size_t earlier : units[i].after) EXPECT_LE(of_unit[earlier]->end, of_unit[i]->start);
}

TEST(RunUnits, every_rank_gets_work) {
  const test::TestSession session;
  const auto& world = session.world();
  Record record;
  const auto nap = [](auto, const auto&) { std::this_thread::sleep_for(20ms); };
  run_units(world, free_units(static_cast<std::size_t>(world.size()) * 10), nullptr, record.around(nap), {});
  const auto computed = record.of_all(world);
  std::vector<int> counts(static_cast<std::size_t>(world.size()));
  for (const Computed& one : computed) ++counts[static_cast<std::size_t>(one.rank)];
  if (!world.is_root()) return;
  for (const int count : counts) EXPECT_GE(count, 2);
}

TEST(RunUnits, fewer_units_than_ranks_and_no_units_are_normal) {
  const test::TestSession session;
  const auto& world = session.world();
  for (const std::size_t count : {0u, 1u}) {
    Record record;
    const Compute nothing = [](auto, const auto&) {};
    EXPECT_EQ(run_units(world, free_units(count), nullptr, record.around(nothing), {}), Outcome::done);
    EXPECT_EQ(record.of_all(world).size(), world.is_root() ? count : 0u);
  }
}

TEST(RunUnits, runs_one_after_the_other_do_not_mix) {
  const test::TestSession session;
  const auto& world = session.world();
  for (int run = 0; run < 30; ++run) {
    Record record;
    const Compute nothing = [](auto, const auto&) {};
    // Every third run is stopped by the last rank, perhaps too late.
    const bool stops = run % 3 == 0 && world.rank() == world.size() - 1;
    const Outcome outcome =
        run_units(world, free_units(5), nullptr, record.around(nothing), {.stop_requested = [&] { return stops; }});
    const std::size_t computed = record.of_all(world).size();
    EXPECT_TRUE(run % 3 == 0 || outcome == Outcome::done);
    EXPECT_TRUE(!world.is_root() || (computed == 5) == (outcome == Outcome::done));
  }
}

TEST(RunUnits, a_failing_unit_is_journalled_and_the_others_are_done) {
  const test::TestSession session;
  const auto& world = session.world();
  const test::ScratchFolder folder;
  std::vector<Unit> units = free_units(8);
  units[4].after = {2};
  units[5].after = {4};
  const Compute fails = [](std::size_t unit, const auto&) {
    if (unit == 2) throw input_error("model.safetensors: cut off", "download it again");
    if (unit == 3) throw 3;
  };
  Outcome outcome;
  {
    const auto journal = world.is_root() ? std::make_unique<Journal>(folder / "journal.jsonl") : nullptr;
    outcome = run_units(world, units, journal.get(), fails, {});
  }
  EXPECT_EQ(outcome, Outcome::failed);
  if (!world.is_root()) return;
  const JournalSummary summary = read_journal(folder / "journal.jsonl");
  std::set<std::string> done;
  for (const auto& [id, unit] : summary.done) done.insert(id);
  EXPECT_EQ(done, (std::set<std::string>{"unit/0", "unit/1", "unit/6", "unit/7"}));
  EXPECT_EQ(summary.failed,
            (std::map<std::string, std::string>{{"unit/2", "model.safetensors: cut off; download it again"},
                                                {"unit/3", "an exception that is not a std::exception"}}));
}

TEST(RunUnits, a_second_run_does_what_the_first_left) {
  const test::TestSession session;
  const auto& world = session.world();
  const test::ScratchFolder folder;
  const std::vector<Unit> units = free_units(12);
  std::size_t computed[3];
  Outcome outcomes[3];
  for (int run = 0; run < 3; ++run) {
    const auto journal = world.is_root() ? std::make_unique<Journal>(folder / "journal.jsonl") : nullptr;
    Record record;
    const Compute compute = [&](std::size_t unit, const auto&) {
      if (run == 0 && unit % 3 == 0) throw std::runtime_error("not yet");
    };
    outcomes[run] = run_units(world, units, journal.get(), record.around(compute), {});
    computed[run] = record.of_all(world).size();
  }
  EXPECT_EQ(outcomes[0], Outcome::failed);
  EXPECT_EQ(outcomes[1], Outcome::done);
  EXPECT_EQ(outcomes[2], Outcome::done);
  if (!world.is_root()) return;
  EXPECT_EQ(computed[0], 8u);
  EXPECT_EQ(computed[1], 4u);
  EXPECT_EQ(computed[2], 0u);
}

TEST(RunUnits, a_journal_that_cannot_be_written_is_an_error_of_rank_0_and_stops_all) {
  const test::TestSession session;
  const auto& world = session.world();
  const test::ScratchFolder folder;
  const auto journal = world.is_root() ? std::make_unique<Journal>(folder / "journal.jsonl") : nullptr;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit half_a_line{40, before.rlim_max};
  if (world.is_root()) setrlimit(RLIMIT_FSIZE, &half_a_line);
  const Compute nothing = [](auto, const auto&) {};
  const auto run = [&] { return run_units(world, free_units(20), journal.get(), nothing, {}); };
  if (world.is_root()) {
    EXPECT_EQ(test::refusal(run), (folder / "journal.jsonl").string() + ": cannot write (File too large)");
  } else {
    EXPECT_EQ(run(), Outcome::stopped);
  }
  setrlimit(RLIMIT_FSIZE, &before);
}

TEST(RunUnits, a_stop_at_any_rank_stops_all_ranks_soon) {
  const test::TestSession session;
  const auto& world = session.world();
  for (int stopper = 0; stopper < world.size(); ++stopper) {
    const test::ScratchFolder folder;
    const auto journal = world.is_root() ? std::make_unique<Journal>(folder / "journal.jsonl") : nullptr;
    std::atomic<int> begun = 0;
    const auto compute = [&](std::size_t, const AtWork& at_work) {
      ++begun;
      for (const auto end = Clock::now() + 10s; Clock::now() < end; std::this_thread::sleep_for(1ms))
        if (!at_work.keep_going()) throw Error(Cause::interrupted, "stopped");
    };
    const auto signal = Clock::now() + 200ms;
    const auto stop = [&] { return world.rank() == stopper && Clock::now() > signal; };
    const auto units = free_units(static_cast<std::size_t>(world.size()) + 3);
    EXPECT_EQ(run_units(world, units, journal.get(), compute, {.stop_requested = stop}), Outcome::stopped);
    EXPECT_LT(Clock::now() - signal, 3s);  // a unit by itself takes 10 s
    EXPECT_LE(begun, 1) << "no new unit after the stop";
    if (!world.is_root()) continue;
    EXPECT_TRUE(read_journal(folder / "journal.jsonl").done.empty());
    EXPECT_TRUE(read_journal(folder / "journal.jsonl").failed.empty());
  }
}

TEST(RunUnits, a_rank_that_only_waits_can_stop_the_others) {
  const test::TestSession session;
  const auto& world = session.world();
  if (world.size() == 1) GTEST_SKIP() << "nobody waits";
  std::atomic<bool> computing = false;
  const auto compute = [&](std::size_t, const AtWork& at_work) {
    computing = true;
    for (const auto end = Clock::now() + 10s; Clock::now() < end; std::this_thread::sleep_for(1ms))
      if (!at_work.keep_going()) throw Error(Cause::interrupted, "stopped");
  };
  const auto start = Clock::now();
  const auto stop = [&] { return !computing && Clock::now() - start > 200ms; };
  EXPECT_EQ(run_units(world, free_units(1), nullptr, compute, {.stop_requested = stop}), Outcome::stopped);
  EXPECT_LT(Clock::now() - start, 2s);
}

TEST(RunUnits, waiting_ranks_leave_the_processor_to_others) {
  const test::TestSession session;
  const auto& world = session.world();
  const double before = test::cpu_seconds();
  const auto compute = [](auto, const auto&) { std::this_thread::sleep_for(1s); };
  run_units(world, free_units(1), nullptr, compute, {});
  EXPECT_LT(test::cpu_seconds() - before, 0.2);  // spinning would use 1 s
}

TEST(RunUnits, progress_is_shown_on_rank_0_while_units_run_and_at_the_end) {
  const test::TestSession session;
  const auto& world = session.world();
  std::vector<Progress> seen;
  const auto compute = [](auto, const auto&) { std::this_thread::sleep_for(100ms); };
  const std::size_t count = static_cast<std::size_t>(world.size()) * 8;
  run_units(world, free_units(count), nullptr, compute, {.progress = [&](const Progress& p) { seen.push_back(p); }});
  if (!world.is_root()) {
    EXPECT_TRUE(seen.empty());
    return;
  }
  ASSERT_GE(seen.size(), 3u);
  EXPECT_LE(static_cast<double>(seen.size()), 2 + seen.back().elapsed_seconds / 0.25);
  EXPECT_EQ(seen.front().done, 0u);
  EXPECT_EQ(seen.back().done, count);
  EXPECT_EQ(seen.back().done_cost, static_cast<double>(count));
  EXPECT_GE(seen.back().elapsed_seconds, 0.8);
}

TEST(RunUnits, a_unit_that_waits_for_a_disk_counts_afterwards_and_the_next_is_computed_meanwhile) {
  const test::TestSession session;
  const auto& world = session.world();
  std::vector<Unit> units = free_units(static_cast<std::size_t>(world.size()) * 4);
  units.push_back({.id = "last", .cost = 1, .after = {0}});
  std::atomic<bool> is_waiting = false, overlapped = false, first_is_over = false, in_order = true;
  const auto compute = [&](std::size_t unit, const AtWork& at_work) {
    if (unit + 1 == units.size() && world.size() == 1) in_order = first_is_over.load();
    if (is_waiting) overlapped = true;
    std::this_thread::sleep_for(5ms);
    at_work.finish_later([&, unit] {
      is_waiting = true;
      std::this_thread::sleep_for(20ms);
      is_waiting = false;
      if (unit == 0) first_is_over = true;
    });
  };
  EXPECT_EQ(run_units(world, units, nullptr, compute, {}), Outcome::done);
  EXPECT_TRUE(overlapped);
  EXPECT_TRUE(in_order);
}

TEST(RunUnits, a_disk_that_refuses_at_last_fails_the_unit) {
  const test::TestSession session;
  const auto& world = session.world();
  const auto compute = [](std::size_t unit, const AtWork& at_work) {
    at_work.finish_later([unit] {
      if (unit == 1) throw input_error("cannot sync");
    });
  };
  EXPECT_EQ(run_units(world, free_units(3), nullptr, compute, {}), Outcome::failed);
}

TEST(RunUnits, what_the_observer_throws_ends_the_run) {
  const test::TestSession session;
  if (session.world().size() > 1) GTEST_SKIP() << "other ranks would wait for the end of the job";
  const auto broken = [](const Progress&) { throw std::runtime_error("no terminal"); };
  try {
    run_units(session.world(), free_units(2), nullptr, [](auto, const auto&) {}, {.progress = broken});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "no terminal");
  }
}

}  // namespace
}  // namespace neurank::schedule
