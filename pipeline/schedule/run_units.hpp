#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "schedule/journal.hpp"
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

/// Called on rank 0, from the dispatcher's thread, a few times a second and once at the end. May be empty.
using ProgressObserver = std::function<void(const Progress&)>;

/// Asked inside a unit, before each batch. False: give the unit up by throwing Error(Cause::interrupted).
using KeepGoing = std::function<bool()>;

/// Computes one unit whole; throws to fail it.
using Compute = std::function<void(std::size_t unit, const KeepGoing& keep_going)>;

/// Collective over `comm`. Every rank, rank 0 included, claims ready units one at a time and computes them; rank 0
/// answers from a dispatcher thread and journals each finished or failed unit before it counts. Units that the journal
/// has as done are not computed again. Ready units with the resource that the rank used last come first, and of these
/// the one that begins the costliest chain of units. Waiting ranks leave the processor to others.
/// @param units the same on every rank
/// @param journal used on rank 0 alone; nullptr: nothing is recorded
/// @param stop_requested asked on every rank (a signal arrived), on rank 0 by the dispatcher's thread too; one yes
/// stops all ranks. So does a unit that throws Error(Cause::interrupted) of its own accord.
/// @return the same outcome on all ranks. An error of the scheduler itself, not of a unit, is thrown on the rank that
/// has it: when the journal cannot be written, rank 0 throws and the others return `stopped`.
Outcome run_units(const mpi::Communicator& comm, const std::vector<Unit>& units, Journal* journal,
                  const Compute& compute, const std::function<bool()>& stop_requested,
                  const ProgressObserver& progress);

}  // namespace neurank::schedule
