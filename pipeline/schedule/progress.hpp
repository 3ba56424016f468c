#pragma once

#include <ostream>
#include <string>

#include "schedule/run_units.hpp"
#include "schedule/status_line.hpp"

namespace neurank::schedule {

/// "12 of 40 units, 31.0 %, 4.2 %/min, 1:30 elapsed, 4:10 left", with "2 failed" where some did. Percent are of the
/// predicted cost; rate and time left come from what this job did itself, and are left out before it did anything.
std::string describe(const Progress& progress);

/// Shows progress as it comes: a bar redrawn in place on a terminal, else one line every 30 s and one at the end.
class ProgressDisplay {
 public:
  ProgressDisplay(std::ostream& out, bool terminal);

  /// @param progress its elapsed time is the clock
  void show(const Progress& progress);

  /// Shows the last state, unless it is shown already, and ends the line of the bar.
  void finish();

 private:
  void emit();

  StatusLine line_;
  Progress last_;
  double next_;        ///< elapsed seconds at which to emit again
  bool shown_ = true;  ///< whether last_ is
};

}  // namespace neurank::schedule
