#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace neurank::schedule {

/// Seconds from a request to stop until the process ends by itself, whatever it is at.
constexpr double longest_stop = 15;

/// While one exists, SIGINT, SIGTERM and SIGUSR1 do not end the process but ask it to stop. They reach a thread that
/// does nothing else, so no computation is interrupted. A second signal, a second or more after the first (one request
/// may come in several ways at once), or `longest` seconds end the process on the spot: what is finished is on
/// disk by then, and nothing else counts.
class StopSignals {
 public:
  /// Make it before any other thread is started: these would still be ended by the signals.
  /// @param end ends the process  @param longest seconds that a stop may take
  explicit StopSignals(std::function<void()> end, double longest = longest_stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Whether one has arrived. Thread safe.
  bool requested() const { return requested_; }

 private:
  void wait_for_signals();

  std::function<void()> end_;
  double longest_;
  std::atomic<bool> requested_ = false, over_ = false;
  std::thread thread_;  // last: starts when all else is there
};

/// Seconds before a process may be ended that was asked to stop so many seconds ago: by itself, or by SLURM at the end
/// of its job where that is sooner.
double seconds_left_of_stop(double since_stop);

}  // namespace neurank::schedule
