#!/usr/bin/env bash
# Promise: slurm/array.sh runs a job a model, each in a folder of its own, and then puts them together, with the results of
# one job; one of them may be stopped and put back into the queue meanwhile.
source "$(dirname "$0")/lib.sh"
start_lab 3 2
grid=$(grid_of 40)
sed -i "/name: random-bert/a\\  - {name: second, path: tiny/model, random_weights: true}" "$grid"
cd "$project"
read -r array merge < <(slurm/array.sh "$grid" "$work/run" --ntasks=1 --cpus-per-task=1 --output="$work/job-%A_%a.log")
wait_for 60 "unit done" has_done "$work/run.parts/second" 22
scancel --batch --signal=USR1 "${array}_1"
wait_for 240 "end of the array" is_over "$merge"
[ "$(facts_of "$merge")" = "JobState=COMPLETED Restarts=0" ] || fail "the parts were not merged"
grep -q "^stopped on request; the same command resumes$" "$work/job-${array}_1.log" || fail "no part was stopped"
run_with 2 "$work/here" 2>"$work/here.log"
same_results "$work/here" "$work/run"
