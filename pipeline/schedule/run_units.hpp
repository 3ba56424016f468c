#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "schedule/journal.hpp"
#include "schedule/listener.hpp"
#include "schedule/outcome.hpp"
#include "schedule/unit.hpp"

namespace neurank::schedule {

/// A moment of a run, for whoever shows progress.
struct Progress {
  std::size_t done = 0, failed = 0, total = 0;  ///< units
  double done_cost = 0, total_cost = 0;         ///< predicted operations; what was done before the start counts in both
  double resumed_cost = 0;                      ///< part of done_cost that an earlier job did
  double elapsed_seconds = 0;
};

/// Asked inside a unit, before each batch. False: give the unit up by throwing Error(Cause::interrupted).
using KeepGoing = std::function<bool()>;

/// What a unit at work may ask and tell.
struct AtWork {
  KeepGoing keep_going = [] { return true; };
  /// Until the process may be ended from outside: infinite as long as the unit is to go on.
  std::function<double()> seconds_left = [] { return std::numeric_limits<double>::infinity(); };
  /// Takes what is left of the unit, a wait for a disk: done in a thread of its own while the next unit is computed,
  /// and the unit counts when it has returned. Call at most once, last.
  std::function<void(std::function<void()>)> finish_later = [](const std::function<void()>& wait) { wait(); };
  /// A line for people; reaches the listener of rank 0.
  std::function<void(const std::string&)> say = [](const std::string&) {};
  /// Takes what units behind this one see of it instead of its fingerprint: the same when nothing changes for them.
  std::function<void(const std::string&)> hand_on = [](const std::string&) {};
  std::string fingerprint = {};  ///< of the unit, for its file
  /// To be called right before anything is written to the run's folder; throws when that is another job's by now.
  std::function<void()> before_writing = [] {};
  /// Ranks that compute the unit together; its rank 0 leads, and what it reports is the unit's end.
  mpi::Communicator team = {};
};

/// Computes one unit whole; throws to fail it. Called on every rank of a team; what the leader throws is what counts.
using Compute = std::function<void(std::size_t unit, const AtWork& at_work)>;

/// Collective over `comm`. Every rank, rank 0 included, claims ready units one at a time and computes them; ranks for
/// which none is ready join the teams of units handed out at that moment, as far as these can be shared. Rank 0 answers
/// from a dispatcher thread and journals each finished or failed unit before it counts. Units that the journal has as
/// done, of the same fingerprint, are not computed again. Ready units with the resource that the rank used last come
/// first, and of these the one that begins the costliest chain of units. Waiting ranks leave the processor to others.
/// @param units the same on every rank
/// @param journal used on rank 0 alone; nullptr: nothing is recorded
/// @param listener told on rank 0, from the dispatcher's thread: progress a few times a second and once at the end,
/// messages of units. Asked to stop on every rank (a signal arrived), on rank 0 by the dispatcher's thread
/// too; one yes stops all ranks. So does a unit that throws Error(Cause::interrupted) of its own accord.
/// @return the same outcome on all ranks. An error of the scheduler itself, not of a unit, is thrown on the rank that
/// has it: when the journal cannot be written, rank 0 throws and the others return `stopped`.
Outcome run_units(const mpi::Communicator& comm, const std::vector<Unit>& units, Journal* journal,
                  const Compute& compute, const Listener<Progress>& listener);

}  // namespace neurank::schedule
