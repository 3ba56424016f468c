#!/usr/bin/env bash
# Makes the four language models in config/demo again, into results/twins-demo/models: minutes on two cores. The numbers of
# ranks (two) and threads (one each) are part of what is made: others give other bits.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
output=$root/results/twins-demo

neurank=$("$root/jobs/program.sh")
mkdir -p "$output"
"$neurank" generate --sentences 60000 --seed 1000 --format text >"$output/text.txt"

if (( EUID == 0 )); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
exec mpirun -n 2 --oversubscribe --bind-to none "$neurank" pretrain "$root/config/twins-demo.yaml" "$@"
