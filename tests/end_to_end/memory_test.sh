#!/usr/bin/env bash
# Promise: with every analysis on, no rank takes more memory than resources.memory.
source "$(dirname "$0")/lib.sh"

mebibytes=320
# One model and the task of most labels of the demo.
sed -e "s|path: demo/|path: $project/config/demo/|" -e '/^exclude:/,$d' \
  -e '/^  - {name: \(xlnet\|elmo\|t-elmo\|untrained-bert\), path/d' \
  -e '/^  - {name: \(pos\|number\|chunk\|sem\), corpus/d' "$project/config/demo.yaml" >"$work/grid.yaml"

# Writes the largest memory of the rank that it starts to a file of its own.
cat >"$work/measured.py" <<'PYTHON'
import os, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(f"{sys.argv[1]}/peak.{os.environ['OMPI_COMM_WORLD_RANK']}", "w") as out:
    out.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
PYTHON

expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 python3 "$work/measured.py" "$work" "$neurank" run \
  "$work/grid.yaml" --output "$work/run" --set resources.threads=1 --set resources.memory="${mebibytes}MiB" \
  --set seeds=2 --set analyses.minimal.delta=2 --set analyses.nulls.random_sets=99 --set analyses.nulls.shadows=true \
  --set analyses.stability.pairs=3
for table in random_sets shadows data_stability; do
  [ "$(wc -l <"$work/run/tables/$table.csv")" -gt 1 ] || fail "$table.csv is empty: not every analysis is on"
done
for rank in 0 1; do
  peak=$(($(cat "$work/peak.$rank") / 1024))
  echo "rank $rank took $peak of $mebibytes MiB"
  [ "$peak" -le "$mebibytes" ] || fail "rank $rank took $peak MiB"
  [ "$peak" -gt 50 ] || fail "rank $rank was not measured"
done
