#include "schedule/stop_signal.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "base/cast.hpp"
#include "base/text.hpp"

namespace neurank::schedule {
namespace {

// A signal handler reaches nothing but statics; this is the program's only one.
std::atomic<bool> signal_arrived = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a handler may touch lock-free atomics alone");

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGUSR1}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { signal_arrived = true; };
  action.sa_flags = SA_RESTART;  // libraries need not expect interrupted system calls
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGTERM, SIGUSR1}) sigaction(signal, &action, nullptr);
  // Not delivered to this thread, nor to those that it starts from now on: products of oneDNN (2.6 at least) keep what
  // they work with below the stack pointer, where a handler's frame would overwrite it.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool stop_requested() {
  sigset_t pending;
  sigpending(&pending);
  for (const int signal : {SIGTERM, SIGUSR1})
    if (sigismember(&pending, signal) == 1) signal_arrived = true;
  return signal_arrived;
}

double seconds_left_of_stop(double since_stop) {
  constexpr double usual = 30;
  const char* end = std::getenv("SLURM_JOB_END_TIME");
  const auto time = end != nullptr ? number_of<std::int64_t>(end) : std::nullopt;
  const double left = time ? to_double(*time - std::int64_t{std::time(nullptr)}) : 0;
  return left > 0 ? left : usual - since_stop;
}

}  // namespace neurank::schedule
