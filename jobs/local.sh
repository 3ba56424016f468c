#!/usr/bin/env bash
# Runs a grid on this machine, with neurank built first in a checkout, as it is in an installation:
#   jobs/local.sh [GRID.yaml [RANKS] [options of `neurank run`]]      (config/tiny.yaml when no grid is named)
# Ranks x threads = cores. RANKS is one for every 4 cores unless given, and 2 on a machine of 2 to 11 cores: ranks share
# nothing and scale better than threads, but each needs memory of its own (`neurank plan` says how much).
# Ctrl-C, SIGTERM or SIGUSR1 stops the run in order, with exit code 3: the same command goes on with it. Once more, a second
# or more later, ends it at once.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
grid=${1:-"$root/config/tiny.yaml"}; shift || true

# Hardware threads of one core share its arithmetic units: cores count, as far as this process may use them.
cores=$(lscpu --parse=CORE,SOCKET | grep -v '^#' | sort -u | wc -l)
cores=$(( cores < $(nproc) ? cores : $(nproc) ))
ranks=$(( cores >= 12 ? cores / 4 : cores >= 2 ? 2 : 1 ))
if [[ ${1:-} =~ ^[0-9]+$ ]]; then ranks=$1; shift; fi
if (( ranks == 0 )); then echo "local.sh: RANKS is 0; it must be at least 1" >&2; exit 1; fi
threads=$(( cores > ranks ? cores / ranks : 1 ))

neurank=$("$root/jobs/program.sh")

placement=(--map-by "slot:PE=$threads" --bind-to core)
if (( ranks > cores )); then placement=(--oversubscribe --bind-to none); fi
if (( EUID == 0 )); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
export OMP_NUM_THREADS=$threads

# mpirun would kill the ranks two seconds after Ctrl-C or SIGTERM. SIGUSR1 it passes on, each time.
mpirun= asked=
ask_to_stop() {
  asked=yes
  if [[ -n $mpirun ]]; then kill -USR1 "$mpirun" 2>/dev/null || true; fi
}
trap ask_to_stop INT TERM USR1
set -m # a process group of its own: Ctrl-C reaches this script alone
mpirun -n "$ranks" "${placement[@]}" "$neurank" run "$grid" "$@" </dev/null &
mpirun=$!
if [[ -n $asked ]]; then ask_to_stop; fi

while kill -0 "$mpirun" 2>/dev/null; do wait "$mpirun" || true; done # a signal ends `wait` early
code=0
wait "$mpirun" || code=$?
if [[ -n $asked ]] && (( code > 128 )); then code=3; fi # before the ranks could listen: nothing was begun
exit "$code"
