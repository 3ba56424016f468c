#pragma once

namespace neurank::schedule {

/// From now on SIGTERM and SIGUSR1 no longer end the process but make stop_requested() true. Call once, early in main:
/// a signal that arrives earlier still ends the process. run_units() then hands out no more units and has those at work
/// given up before their next batch; the program ends with the exit code of what is stopped and can be resumed. No
/// thread that computes is interrupted: threads that are started after the call are not, nor is the caller.
void catch_stop_signals();

/// Whether SIGTERM or SIGUSR1 has arrived. Thread safe.
bool stop_requested();

/// Seconds before a process may be killed that was asked to stop so many seconds ago: until the end of its job, where
/// SLURM says when that is, else what SLURM and others leave between a signal and the end, 30 s.
double seconds_left_of_stop(double since_stop);

}  // namespace neurank::schedule
