#!/usr/bin/env bash
# Whether two builds of the program give the same bytes: tests/architecture/same_results.sh OLD NEW
# Runs config/tiny.yaml and a short config/conll2000-mini.yaml with OLD on one rank and with NEW on 1, 2 and 4, each with
# the grids of the checkout in whose build/release it lies, and compares results.h5, findings.txt and all tables. Exit
# code 1 where they differ. The second grid needs the folder `shared` beside this checkout, and is skipped without it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
old=$(realpath "${1:?usage: same_results.sh OLD NEW}")
new=$(realpath "${2:?usage: same_results.sh OLD NEW}")
work=$(mktemp -d)
export NEURANK_DATA=$root/../shared
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_NUM_THREADS=1
differences=0

run() {  # OUTPUT PROGRAM RANKS GRID OPTION...
  local output=$1 program=$2 ranks=$3 grid=$4
  shift 4
  mpirun --oversubscribe --bind-to none -n "$ranks" "$program" run "$(dirname "$program")/../../config/$grid" "$@" \
    --output "$output" >"$output.log" 2>&1 ||
    { echo "$program run $grid $* failed on $ranks ranks:" >&2; tail -5 "$output.log" >&2; exit 1; }
}

compare() {  # NAME GRID OPTION...
  local name=$1
  shift
  run "$work/$name-old" "$old" 1 "$@"
  for ranks in 1 2 4; do
    local output=$work/$name-$ranks
    run "$output" "$new" "$ranks" "$@"
    for part in results.h5 findings.txt tables; do
      diff -rq "$work/$name-old/$part" "$output/$part" || differences=$((differences + 1))
    done
    echo "$name, $ranks ranks: $(find "$output/tables" -type f | wc -l) tables, results.h5 and findings.txt compared"
  done
}

compare tiny tiny.yaml
if [[ -d $NEURANK_DATA/corpora/conll2000 ]]; then
  compare conll2000-mini conll2000-mini.yaml --set extract.max_words=5000 --set probe.epochs=2 \
    --set seeds=2 --set resources.threads=1
else
  echo "conll2000-mini: skipped, no folder shared beside the checkout"
fi
((differences == 0)) && echo "the same bytes" || { echo "$differences differ" >&2; exit 1; }
