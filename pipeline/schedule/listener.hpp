#pragma once

#include <functional>
#include <string>

namespace neurank::schedule {

/// What work of some length tells its caller, on rank 0 alone, and how it asks, on every rank, whether to end early.
/// @tparam Moment how far the work is
template <class Moment>
struct Listener {
  /// A line for people: a stage begins, or something worth knowing.
  std::function<void(const std::string&)> message = [](const std::string&) {};
  std::function<void(const Moment&)> progress = [](const Moment&) {};
  std::function<bool()> stop_requested = [] { return false; };
};

}  // namespace neurank::schedule
