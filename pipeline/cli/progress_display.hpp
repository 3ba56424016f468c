#pragma once

#include <functional>
#include <iostream>
#include <ostream>
#include <string>

#include "pretraining/pretrain_models.hpp"
#include "schedule/listener.hpp"
#include "schedule/run_units.hpp"

namespace neurank::cli {

/// "12 of 40 units, 31.0 %, 4.2 %/min, 1:30 elapsed, 4:10 left", with "2 failed" where some did. Percent are of the
/// predicted cost; rate and time left come from what this job did itself, and are left out before it did anything.
std::string describe(const schedule::Progress& progress);

/// "bert: step 300 of 1000, loss 4.210, 25.0 steps/s, 0:28 left"; the rate is this job's own.
std::string describe(const pretraining::PretrainProgress& progress);

/// Shows progress as it comes: a line redrawn in place on a terminal, else one line of a log every 30 s and one at the
/// end.
class ProgressDisplay {
 public:
  ProgressDisplay(std::ostream& out, bool terminal);

  /// Shows a moment when it is time to; its elapsed time is the clock. A model's first step is shown at once.
  void show(const schedule::Progress& progress);
  void show(const pretraining::PretrainProgress& progress);

  /// Shows the last moment, unless it is shown already, and ends the line that stands open on a terminal. The clock may
  /// start anew.
  void finish();

  /// A line that stays, after what was shown.
  void print(const std::string& line);

 private:
  void show(double seconds, const std::string& text);
  void emit();

  std::ostream& out_;
  bool terminal_;
  std::string last_;
  double next_;             ///< elapsed seconds at which to emit again
  bool is_shown_ = true;    ///< whether last_ is
  bool line_open_ = false;  ///< on a terminal
};

/// Shows what long work tells, and asks it to end when somebody asked for that.
/// @param display outlives the listener
template <class Moment>
schedule::Listener<Moment> listener_of(ProgressDisplay& display, const std::function<bool()>& stop_requested) {
  return {.message = [&display](const std::string& line) { display.print(line); },
          .progress = [&display](const Moment& moment) { display.show(moment); },
          .stop_requested = stop_requested};
}

}  // namespace neurank::cli
