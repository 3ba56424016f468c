#include "schedule/status_line.hpp"

namespace neurank::schedule {

void StatusLine::show(const std::string& text) {
  *out_ << (terminal_ ? "\r" : "") << text << (terminal_ ? "\033[K" : "\n") << std::flush;
  open_ = terminal_;
}

void StatusLine::end() {
  if (open_) *out_ << '\n' << std::flush;
  open_ = false;
}

}  // namespace neurank::schedule
