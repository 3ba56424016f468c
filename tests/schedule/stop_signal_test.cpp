#include "schedule/stop_signal.hpp"

#include <gtest/gtest.h>

#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/products.hpp"
#include "base/stopwatch.hpp"

namespace neurank::schedule {
namespace {

// Each in a process of its own. Exit code 10: as it should be; 20: ended by StopSignals.
void end() { std::_Exit(20); }

void sleep_for(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

/// Whether a request is seen, within a time that is no part of the promise.
bool is_seen(const StopSignals& signals) {
  for (const Stopwatch watch; !signals.requested() && watch.seconds() < 10;) sleep_for(0.001);
  return signals.requested();
}

void raise_and_look(int signal) {
  const StopSignals signals(end);
  const bool before = signals.requested();
  kill(getpid(), signal);
  kill(getpid(), signal);
  std::_Exit(!before && is_seen(signals) ? 10 : 11);
}

TEST(StopSignal, int_term_and_usr1_are_requests_to_stop) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1})
    EXPECT_EXIT(raise_and_look(signal), testing::ExitedWithCode(10), "") << signal;
}

TEST(StopSignal, others_still_end_the_process) {
  EXPECT_EXIT(raise_and_look(SIGHUP), testing::KilledBySignal(SIGHUP), "");
}

TEST(StopSignal, reach_the_process_again_when_nobody_waits_for_them) {
  const auto raise_afterwards = [] {
    { const StopSignals signals(end); }
    raise(SIGTERM);
  };
  EXPECT_EXIT(raise_afterwards(), testing::KilledBySignal(SIGTERM), "");
}

/// Signals come when asked and again some seconds later.
void raise_twice(double seconds) {
  const StopSignals signals(end);
  kill(getpid(), SIGTERM);
  is_seen(signals);
  sleep_for(seconds);
  kill(getpid(), SIGUSR1);
  sleep_for(0.5);
  std::_Exit(10);
}

TEST(StopSignal, a_second_one_ends_the_process) { EXPECT_EXIT(raise_twice(1.2), testing::ExitedWithCode(20), ""); }

TEST(StopSignal, several_within_a_second_are_one_request) {
  EXPECT_EXIT(raise_twice(0.1), testing::ExitedWithCode(10), "");
}

void stop_slowly() {
  const StopSignals signals(end, 0.3);
  kill(getpid(), SIGTERM);
  sleep_for(10);
  std::_Exit(11);
}

TEST(StopSignal, a_stop_that_takes_too_long_ends_the_process) {
  EXPECT_EXIT(stop_slowly(), testing::ExitedWithCode(20), "");
}

/// Signals at a high rate while products are computed: as it should be when these come out the same each time.
void multiply_under_signals() {
  dlopen("libdnnl.so.2", RTLD_NOW | RTLD_GLOBAL);  // as LibTorch brings it along; the BLAS where it is missing
  const StopSignals signals([] {});
  const std::jthread sender([](const std::stop_token& token) {
    while (!token.stop_requested()) {
      kill(getpid(), SIGUSR1);
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  });
  const Matrix batch = Matrix::Random(128, 160), weights = Matrix::Random(44, 160);
  Matrix first(128, 44), again(128, 44);
  const Products products;
  products.scores(batch, weights, first);
  for (int i = 0; i < 20000; ++i) {
    products.scores(batch, weights, again);
    if (again != first) std::_Exit(11);
  }
  std::_Exit(signals.requested() ? 10 : 12);
}

TEST(StopSignal, does_not_disturb_products) { EXPECT_EXIT(multiply_under_signals(), testing::ExitedWithCode(10), ""); }

TEST(StopSignal, leaves_no_more_time_than_the_job_has) {
  EXPECT_DOUBLE_EQ(seconds_left_of_stop(4), longest_stop - 4);
  const auto end_of_job = [](std::int64_t seconds) {
    setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + seconds).c_str(), 1);
    return seconds_left_of_stop(4);
  };
  EXPECT_DOUBLE_EQ(end_of_job(1000), longest_stop - 4);
  EXPECT_NEAR(end_of_job(9), 9, 2);
  EXPECT_DOUBLE_EQ(end_of_job(-1000), longest_stop - 4);
  unsetenv("SLURM_JOB_END_TIME");
}

}  // namespace
}  // namespace neurank::schedule
