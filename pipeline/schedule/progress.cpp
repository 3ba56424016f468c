#include "schedule/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/cast.hpp"
#include "base/format.hpp"

namespace neurank::schedule {
namespace {

constexpr std::size_t bar_width = 24;

double share_done(const Progress& progress) {
  if (progress.total_cost > 0) return progress.done_cost / progress.total_cost;
  return progress.total > 0 ? to_double(progress.done) / to_double(progress.total) : 1;
}

std::string bar(double share) {
  const auto filled = to_size(std::clamp(share, 0.0, 1.0) * to_double(bar_width));
  return std::string("[").append(filled, '#').append(bar_width - filled, '.') + "] ";
}

}  // namespace

std::string describe(const Progress& progress) {
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

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal)
    : line_(out, terminal), next_(terminal ? 0 : line_.interval()) {}

void ProgressDisplay::show(const Progress& progress) {
  last_ = progress;
  shown_ = false;
  if (progress.elapsed_seconds < next_) return;
  emit();
  next_ = progress.elapsed_seconds + line_.interval();
}

void ProgressDisplay::finish() {
  if (!shown_) emit();
  line_.end();
}

void ProgressDisplay::emit() {
  line_.show((line_.on_terminal() ? bar(share_done(last_)) : "") + describe(last_));
  shown_ = true;
}

}  // namespace neurank::schedule
