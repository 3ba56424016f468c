# What the tests under SLURM share. Each is called as: TEST.sh NEURANK MPIRUN PROJECT_FOLDER. Exit code 77: skipped.

source "$(dirname "${BASH_SOURCE[0]}")/../end_to_end/lib.sh"
here=$project/tests/slurm lab=$work/lab
PATH=$PATH:/usr/sbin:/sbin
chmod 755 "$work" # munged refuses a socket that others cannot reach
finish() {
  "$here/lab/down.sh" "$lab"
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  tail -n 40 "$work"/*.log >&2 || true
  squeue --states=all >&2 || true
  exit 1
}

# grid_of EPOCHS: the tiny grid, whose units take longer the more epochs
grid_of() {
  cp -r "$project/config/tiny" "$work"
  sed "s/epochs: 10/epochs: $1/" "$project/config/tiny.yaml" >"$work/grid.yaml"
  echo "$work/grid.yaml"
}

# start_lab NODES CPUS_A_NODE [LINE_OF_SLURM.CONF]...
start_lab() {
  local nodes=$1 cpus=$2 code=0
  shift 2
  "$here/lab/up.sh" "$lab" "$nodes" "$cpus" $((20000 + $$ % 20 * 500)) "$@" || code=$?
  [ "$code" -eq 0 ] || exit "$code"
  . "$lab/env.sh"
  # srun and sbatch hand the environment on.
  export NEURANK=$neurank
}

# wait_for SECONDS WHAT COMMAND...: until the command succeeds
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "no $what"
    sleep 0.2
  done
}

# submit LOG OPTIONS... SCRIPT ARGUMENTS...: its number
submit() {
  local log=$1
  shift
  sbatch --parsable --chdir="$project" --output="$work/$log" "$@"
}

is_over() { [[ $(squeue --noheader --states=all --jobs="$1" --format=%T) =~ ^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL)$ ]]; }

# facts_of JOB: its state, and how often it was started again
facts_of() { scontrol show job "$1" | grep -oE '(JobState|Restarts)=\S+' | paste -sd' '; }

ends_as() { # JOB SECONDS FACTS
  wait_for "$2" "end of job $1" is_over "$1"
  [ "$(facts_of "$1")" = "$3" ] || fail "job $1: $(facts_of "$1"), not $3"
}

units_done() { { grep -s '"state":"done"' "$1/journal.jsonl" || true; } | wc -l; }
has_done() { [ "$(units_done "$1")" -ge "$2" ]; }
