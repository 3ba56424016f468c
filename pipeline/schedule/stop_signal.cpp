#include "schedule/stop_signal.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "base/cast.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"

namespace neurank::schedule {
namespace {

constexpr double one_request = 1;  ///< seconds in which signals are one and the same request

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals, signal);
  return signals;
}

/// Whether a signal comes within some seconds.
bool signal_within(double seconds) {
  const sigset_t signals = stop_signals();
  const auto whole = static_cast<std::time_t>(seconds);
  const timespec time = {whole, static_cast<long>((seconds - to_double(whole)) * 1e9)};
  return sigtimedwait(&signals, nullptr, &time) > 0;
}

}  // namespace

StopSignals::StopSignals(std::function<void()> end, double longest) : end_(std::move(end)), longest_(longest) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // here and in all threads that are started from now on
  thread_ = std::thread([this] { wait_for_signals(); });
}

StopSignals::~StopSignals() {
  over_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void StopSignals::wait_for_signals() {
  const sigset_t signals = stop_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  if (over_) return;
  requested_ = true;
  const Stopwatch since_first;
  while (!over_ && since_first.seconds() < longest_)
    if (signal_within(longest_ - since_first.seconds()) && since_first.seconds() > one_request) break;
  if (!over_) end_();
}

double seconds_left_of_stop(double since_stop) {
  const double left = longest_stop - since_stop;
  const char* end = std::getenv("SLURM_JOB_END_TIME");
  const auto time = end != nullptr ? number_of<std::int64_t>(end) : std::nullopt;
  const std::int64_t now = std::time(nullptr);
  return time && *time > now ? std::min(left, to_double(*time - now)) : left;
}

}  // namespace neurank::schedule
