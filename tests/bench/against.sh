#!/usr/bin/env bash
# Another build against this one: tests/bench/against.sh OLD_NEURANK [NEW_NEURANK]
# Ratios old / new on two ranks of one thread: wall time of whole runs, and processor time of their stage minimal. Each program
# runs the grids of the checkout in whose build/release it lies; the old one is given the kernels that the new one takes. A
# small BERT on CoNLL-2000 needs the folder `shared` beside this checkout, and is cut to 60,000 words to take minutes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
old=$(realpath "${1:?usage: against.sh OLD_NEURANK [NEW_NEURANK]}") new=$(realpath "${2:-$root/build/release/neurank}")
export OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 NEURANK_DATA=$root/../shared
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { # OUTPUT PROGRAM GRID OPTION...
  local output=$1 program=$2 grid=$3 start=$EPOCHREALTIME
  shift 3
  mpirun --oversubscribe --bind-to none -n 2 "$program" run "$(dirname "$program")/../../config/$grid" "$@" \
    --output "$output" >"$output.log" 2>&1 || { tail -5 "$output.log" >&2; exit 1; }
  awk "BEGIN {print $EPOCHREALTIME - $start}" >"$output.wall"
  sed -n 's/.*"unit":"minimal.*"seconds":\([0-9.e-]*\).*/\1/p' "$output/journal.jsonl" | awk '{s += $1} END {print s}' \
    >"$output.minimal"
}

compare() { # GRID OPTION...
  run "$work/new" "$new" "$@"
  local kernels
  kernels=$(sed -n 's/.*"kernels": ".*: \(.*\)".*/\1/p' "$work/new/run.json")
  OPENBLAS_CORETYPE=$kernels run "$work/old" "$old" "$@"
  for what in wall minimal; do
    awk -v old="$(cat "$work/old.$what")" -v new="$(cat "$work/new.$what")" -v name="$1, $what" \
      'BEGIN {printf "%-32s old %8.1f s   new %8.1f s   %.2f\n", name, old, new, old / new}'
  done
  rm -rf "${work:?}"/*
}

compare demo.yaml
if [[ -d $NEURANK_DATA/models/bert-mini ]]; then
  compare conll2000-mini.yaml --set extract.max_words=60000 --set seeds=1
else
  echo "conll2000-mini.yaml: skipped, no folder shared beside the checkout"
fi
