#!/usr/bin/env bash
# Promise: a node that fails at once in the middle of a run costs what was computed on it: SLURM puts the job back into the
# queue, and it ends on the other nodes with the bits of a run that nothing happened to.
source "$(dirname "$0")/lib.sh"
start_lab 3 2
grid=$(grid_of 60)
job=$(submit job.log --ntasks=2 --ntasks-per-node=1 --cpus-per-task=1 "$project/slurm/neurank.sbatch" "$grid" "$work/run")
wait_for 60 "unit done" has_done "$work/run" 25
nodes=$(scontrol show hostnames "$(squeue --noheader --jobs="$job" --format=%N)")
code=0
"$here/lab/crash.sh" "$lab" "$(tail -n 1 <<<"$nodes")" || code=$?
[ "$code" -eq 0 ] || exit "$code"
ends_as "$job" 240 "JobState=COMPLETED Restarts=1"
"$neurank" status --resumable "$work/run" >/dev/null || fail "units are left"
no_unit_twice "$work/run"
run_with 2 "$work/here" 2>"$work/here.log"
same_results "$work/here" "$work/run"
