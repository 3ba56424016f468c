#!/usr/bin/env bash
# Promise: slurm/chain.sh runs the language models on one partition and the probes on another, one after the other, with
# the results of one job; a site's settings come from its site.env.
source "$(dirname "$0")/lib.sh"
start_lab 2 2 "PartitionName=gpu Nodes=n1 MaxTime=INFINITE State=UP"
grid=$(grid_of 10)
cat >"$work/site.env" <<'SITE'
NEURANK_GPU_PARTITION=gpu
NEURANK_LAUNCHER="srun --mpi=pmix --kill-on-bad-exit=1"
SITE
export NEURANK_SITE=$work/site.env
cd "$project"
read -r extract probe < <(slurm/chain.sh "$grid" "$work/run" --ntasks=2 --cpus-per-task=1 --output="$work/job-%j.log")
ends_as "$extract" 60 "JobState=COMPLETED Restarts=0"
ends_as "$probe" 120 "JobState=COMPLETED Restarts=0"
[ "$(scontrol show job "$extract" | grep -oE '\bPartition=\S+')" = Partition=gpu ] || fail "the models ran elsewhere"
[ "$(scontrol show job "$probe" | grep -oE '\bPartition=\S+')" = Partition=test ] || fail "the probes ran elsewhere"
grep -q "^20 of 20 units" "$work/job-$extract.log" || fail "the first job did more than to extract"
grep -Eq "^20 units reused, [0-9]+ new$" "$work/job-$probe.log" || fail "the second job does not go on"
run_with 2 "$work/here" 2>"$work/here.log"
same_results "$work/here" "$work/run"
