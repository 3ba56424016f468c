#include "schedule/stop_signal.hpp"

#include <gtest/gtest.h>

#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/products.hpp"

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

/// Signals at a high rate while products are computed: exit code 10 when these come out the same each time.
void multiply_under_signals() {
  dlopen("libdnnl.so.2", RTLD_NOW | RTLD_GLOBAL);  // as LibTorch brings it along; the BLAS where it is missing
  catch_stop_signals();
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
  std::_Exit(stop_requested() ? 10 : 12);
}

TEST(StopSignal, does_not_disturb_products) { EXPECT_EXIT(multiply_under_signals(), testing::ExitedWithCode(10), ""); }

TEST(StopSignal, others_still_end_the_process) {
  EXPECT_EXIT(raise_and_look(SIGINT), testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace neurank::schedule
