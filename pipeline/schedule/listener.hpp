#pragma once

#include <functional>
#include <string>

namespace neurank::schedule {

/// What work of some length tells its caller, on rank 0 alone, and how it asks, on every rank, whether to end early.
/// @tparam Moment how far the work is
template <class Moment>
struct Listener {
  std::function<void(const std::string&)> message;  ///< a line for people: a stage begins, or something worth knowing
  std::function<void(const Moment&)> progress;
  std::function<bool()> stop_requested;
};

}  // namespace neurank::schedule
