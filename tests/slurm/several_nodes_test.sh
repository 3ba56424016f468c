#!/usr/bin/env bash
# Promise: sbatch with the project's script runs a grid over several nodes, with the results of one node; submitted again,
# it finds that all is done, and says so.
source "$(dirname "$0")/lib.sh"
start_lab 3 2
grid=$(grid_of 10)
job=$(submit first.log --ntasks=3 --ntasks-per-node=1 --cpus-per-task=1 "$project/slurm/neurank.sbatch" "$grid" "$work/run")
ends_as "$job" 120 "JobState=COMPLETED Restarts=0"
grep -Eq "^ranks +3 x 1 threads on n[123] n[123] n[123]$" "$work/first.log" || fail "was not on three nodes"
run_with 2 "$work/here" 2>"$work/here.log"
same_results "$work/here" "$work/run"

lines=$(wc -l <"$work/run/journal.jsonl")
job=$(submit again.log --ntasks=2 --cpus-per-task=1 "$project/slurm/neurank.sbatch" "$grid" "$work/run")
ends_as "$job" 60 "JobState=COMPLETED Restarts=0"
grep -Eq "^[0-9]+ units reused, 0 new$" "$work/again.log" || fail "does not say that all was done"
[ "$(wc -l <"$work/run/journal.jsonl")" -eq "$lines" ] || fail "did something again"
same_results "$work/here" "$work/run"
