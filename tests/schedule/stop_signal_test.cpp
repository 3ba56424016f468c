#include "schedule/stop_signal.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace neurank::schedule {
namespace {

/// In a process of its own, as a signal once seen stays seen: exit code 10 when it was not seen before and is after.
void raise_and_look(int signal) {
  catch_stop_signals();
  const bool before = stop_requested();
  raise(signal);
  raise(signal);
  std::_Exit(!before && stop_requested() ? 10 : 11);
}

TEST(StopSignal, term_and_usr1_are_requests_to_stop) {
  EXPECT_EXIT(raise_and_look(SIGTERM), testing::ExitedWithCode(10), "");
  EXPECT_EXIT(raise_and_look(SIGUSR1), testing::ExitedWithCode(10), "");
}

TEST(StopSignal, others_still_end_the_process) {
  EXPECT_EXIT(raise_and_look(SIGINT), testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace neurank::schedule
