#!/usr/bin/env bash
# Runs a grid on this machine, with neurank built first in a checkout, as it is in an installation:
#   jobs/local.sh [GRID.yaml [RANKS] [options of `neurank run`]]      (config/tiny.yaml when no grid is named)
# Ranks x threads = cores. RANKS is one for every 4 cores unless given, and 2 on a machine of 2 to 11 cores: ranks share
# nothing and scale better than threads, but each needs memory of its own (`neurank plan` says how much).
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
exec mpirun -n "$ranks" "${placement[@]}" "$neurank" run "$grid" "$@"
