#!/usr/bin/env bash
# Promise: a job that comes near its time limit stops in order, is put back into the queue by its own script, and ends
# with the bits of a run that was not stopped. The signal is sent by hand: SLURM looks at its limits every 30 seconds.
source "$(dirname "$0")/lib.sh"
start_lab 2 2
grid=$(grid_of 60)
job=$(submit job.log --ntasks=2 --ntasks-per-node=1 --cpus-per-task=1 "$project/slurm/neurank.sbatch" "$grid" "$work/run")
wait_for 60 "unit done" has_done "$work/run" 25
scancel --batch --signal=USR1 "$job"
ends_as "$job" 240 "JobState=COMPLETED Restarts=1"
grep -q "^stopped on request; the same command resumes$" "$work/job.log" || fail "was not stopped in order"
"$neurank" status --resumable "$work/run" >/dev/null || fail "units are left"
no_unit_twice "$work/run"
run_with 2 "$work/here" 2>"$work/here.log"
same_results "$work/here" "$work/run"
