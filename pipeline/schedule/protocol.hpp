#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schedule/run_units.hpp"

namespace neurank::schedule {

// What ranks and the dispatcher say to each other. A rank claims, is told a unit, reports it, claims again; the last
// thing it hears is `finish`, the last thing it says is `leave`. Of a unit that a team shares its leader alone reports.

/// From a rank to the dispatcher.
struct Request {
  enum class Kind {
    claim,     ///< wants a unit; `text` is the resource it holds
    done,      ///< has computed `unit` in `seconds`; `text` is its output, see DoneUnit
    failed,    ///< could not compute `unit`; `text` is the reason
    given_up,  ///< was interrupted in `unit`
    note,      ///< has a line for people, `text`
    stop,      ///< was asked to stop
    leave,     ///< says nothing more
  };
  Kind kind = Kind::claim;
  std::size_t unit = 0;
  double seconds = 0;
  std::string text = {};

  bool operator==(const Request&) const = default;
};

/// From the dispatcher to a rank.
struct Answer {
  enum class Kind {
    compute,  ///< answers a claim: `unit` is yours, or your team's
    stop,     ///< give up the unit you compute
    finish,   ///< answers a claim: there is nothing more to do, the run ends with `outcome`
  };
  Kind kind = Kind::compute;
  std::size_t unit = 0;
  Outcome outcome = Outcome::done;
  std::vector<int> team = {};    ///< ranks that share the unit, its leader first; empty: yours alone
  std::string fingerprint = {};  ///< of the unit

  bool operator==(const Answer&) const = default;
};

/// Turn requests and answers into texts to send, and back. What is not UTF-8 in a reason is replaced.
std::string to_message(const Request& request);
std::string to_message(const Answer& answer);
Request request_from(const std::string& message);
Answer answer_from(const std::string& message);

}  // namespace neurank::schedule
