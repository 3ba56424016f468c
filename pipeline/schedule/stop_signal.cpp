#include "schedule/stop_signal.hpp"

#include <atomic>
#include <csignal>

namespace neurank::schedule {
namespace {

// A signal handler reaches nothing but statics; this is the program's only one.
std::atomic<bool> signal_arrived = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a handler may touch lock-free atomics alone");

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { signal_arrived = true; };
  action.sa_flags = SA_RESTART;  // libraries need not expect interrupted system calls
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGTERM, SIGUSR1}) sigaction(signal, &action, nullptr);
}

bool stop_requested() { return signal_arrived; }

}  // namespace neurank::schedule
