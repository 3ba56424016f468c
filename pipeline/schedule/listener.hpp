#pragma once

#include <functional>
#include <memory>
#include <set>
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

/// The same listener, to which ranks that find the same tell it once.
template <class Moment>
Listener<Moment> saying_once(Listener<Moment> listener) {
  const auto said = std::make_shared<std::set<std::string>>();
  listener.message = [said, tell = listener.message](const std::string& line) {
    if (said->insert(line).second) tell(line);
  };
  return listener;
}

}  // namespace neurank::schedule
