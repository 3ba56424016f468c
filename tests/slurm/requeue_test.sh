#!/usr/bin/env bash
# A real job on a one-machine SLURM: stopped by a signal, requeued by its own script, finished.
#   tests/slurm/requeue_test.sh NEURANK GRID.yaml
# The grid must take some ten seconds on two ranks, with several units. Exit code 77: no such SLURM here (skipped).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
lab=$root/../shared/slurm
if (( $# != 2 )); then echo "usage: $0 NEURANK GRID.yaml" >&2; exit 1; fi
neurank=$(realpath "$1") grid=$(realpath "$2")
PATH=$PATH:/usr/sbin:/sbin
if [[ ! -x $lab/up.sh ]] || ! command -v slurmctld slurmd munged >/dev/null; then
  echo "SKIPPED: needs $lab and the SLURM daemons"; exit 77
fi

work=$(mktemp -d /tmp/neurank.XXXXXX)  # short: the paths of Unix sockets are limited
chmod 755 "$work"  # munged refuses a socket that others cannot reach
finish() { "$lab/down.sh" -d "$work/lab" >&2 || true; rm -rf "$work"; }
trap finish EXIT
fail() { echo "FAILED: $*" >&2; cat "$work/job.log" >&2 || true; exit 1; }
units_done() { grep -c '"state":"done"' "$work/output/journal.jsonl"; }

# wait_for SECONDS WHAT COMMAND...: until the command succeeds
wait_for() {
  local end=$(( SECONDS + $1 )) what=$2; shift 2
  until "$@"; do (( SECONDS < end )) || fail "no $what"; sleep 0.2; done
}
job_is_over() {
  state=$(squeue --noheader --states=all --jobs="$job" --format=%T)
  [[ $state =~ ^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY)$ ]]
}
one_unit_done() { grep -qs '"state":"done"' "$work/output/journal.jsonl"; }

"$lab/up.sh" -d "$work/lab" -n 2 -c 2 -m "$( (( EUID == 0 )) && echo ns || echo plain )" -p $(( 20000 + $$ % 20 * 500 ))
. "$work/lab/env.sh"
export NEURANK=$neurank SLURM_PMIX_FENCE=ring
job=$(sbatch --parsable --ntasks=2 --ntasks-per-node=1 --cpus-per-task=1 --time=15 --chdir="$root" \
  --output="$work/job.log" "$root/slurm/neurank.sbatch" "$grid" "$work/output")
wait_for 300 "unit done" one_unit_done
scancel --batch --signal=USR1 "$job"
wait_for 800 "end of the job" job_is_over

cat "$work/job.log"
facts=$(scontrol show job "$job" | grep -oE '(JobState|Restarts|ExitCode)=\S+' | paste -sd' ')
echo "$facts, $(units_done) units done"
[[ $facts == *JobState=COMPLETED*Restarts=1* ]] || fail "expected COMPLETED after 1 restart"
"$neurank" status --resumable "$work/output" >/dev/null || fail "units are left"
twice=$(grep -o '"unit":"[^"]*","state":"done"' "$work/output/journal.jsonl" | sort | uniq -d)
[[ -z $twice ]] || fail "done twice: $twice"
echo PASSED
