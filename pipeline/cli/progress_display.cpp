#include "cli/progress_display.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/format.hpp"

namespace neurank::cli {
namespace {

constexpr std::size_t bar_width = 24;
constexpr double log_interval = 30, terminal_interval = 0.5;  // seconds

double share_done(const schedule::Progress& progress) {
  if (progress.total_cost > 0) return progress.done_cost / progress.total_cost;
  return progress.total > 0 ? to_double(progress.done) / to_double(progress.total) : 1;
}

std::string bar(double share) {
  const auto filled = to_size(std::clamp(share, 0.0, 1.0) * to_double(bar_width));
  return std::string("[").append(filled, '#').append(bar_width - filled, '.') + "] ";
}

}  // namespace

std::string describe(const schedule::Progress& progress) {
  std::string text = std::to_string(progress.done) + " of " + std::to_string(progress.total) + " units";
  if (progress.failed > 0) text += ", " + std::to_string(progress.failed) + " failed";
  text += ", " + formatted("%.1f", 100 * share_done(progress)) + " %";
  const double own_cost = progress.done_cost - progress.resumed_cost;
  const bool rate_known = own_cost > 0 && progress.elapsed_seconds > 0;
  const double rate = rate_known ? own_cost / progress.elapsed_seconds : 0;
  if (rate_known) text += ", " + formatted("%.1f", 60 * 100 * rate / progress.total_cost) + " %/min";
  text += ", " + duration(progress.elapsed_seconds) + " elapsed";
  const double left = progress.total_cost - progress.done_cost;
  if (rate_known && progress.done < progress.total) text += ", " + duration(left / rate) + " left";
  return text;
}

std::string describe(const pretraining::PretrainProgress& progress) {
  const double rate = to_double(progress.own_steps) / progress.elapsed_seconds;
  const double left = to_double(progress.steps - progress.step) / rate;
  return progress.model + ": step " + std::to_string(progress.step) + " of " + std::to_string(progress.steps) +
         ", loss " + formatted("%.3f", progress.loss) + ", " + formatted("%.1f", rate) + " steps/s, " + duration(left) +
         " left";
}

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal)
    : out_(out), terminal_(terminal), next_(terminal ? 0 : log_interval) {}

void ProgressDisplay::show(const schedule::Progress& progress) {
  show(progress.elapsed_seconds, (terminal_ ? bar(share_done(progress)) : "") + describe(progress));
}

void ProgressDisplay::show(const pretraining::PretrainProgress& progress) {
  if (progress.own_steps == 1) next_ = 0;
  show(progress.elapsed_seconds, describe(progress));
  if (progress.step == progress.steps) finish();
}

void ProgressDisplay::show(double seconds, const std::string& text) {
  last_ = text;
  is_shown_ = false;
  if (seconds < next_) return;
  emit();
  next_ = seconds + (terminal_ ? terminal_interval : log_interval);
}

void ProgressDisplay::finish() {
  if (!is_shown_) emit();
  if (line_open_) out_ << '\n' << std::flush;
  line_open_ = false;
  next_ = terminal_ ? 0 : log_interval;
}

void ProgressDisplay::print(const std::string& line) {
  finish();
  out_ << line << std::endl;
}

void ProgressDisplay::emit() {
  out_ << (terminal_ ? "\r" : "") << last_ << (terminal_ ? "\033[K" : "\n") << std::flush;
  line_open_ = terminal_;
  is_shown_ = true;
}

}  // namespace neurank::cli
