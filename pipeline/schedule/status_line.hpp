#pragma once

#include <ostream>
#include <string>

namespace neurank::schedule {

/// A line that tells how far something is: redrawn in place on a terminal, else a line of a log each time.
class StatusLine {
 public:
  StatusLine(std::ostream& out, bool terminal) : out_(&out), terminal_(terminal) {}

  bool on_terminal() const { return terminal_; }

  /// Time that should lie between two showings, in seconds: a log need not be long.
  double interval() const { return terminal_ ? 0.5 : 30; }

  void show(const std::string& text);

  /// Ends the line where one stands open on a terminal.
  void end();

 private:
  std::ostream* out_;
  bool terminal_;
  bool open_ = false;
};

}  // namespace neurank::schedule
