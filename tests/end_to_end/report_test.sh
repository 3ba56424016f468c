#!/usr/bin/env bash
# What people read of a run: made again from results.h5 and run.json alone; runs that are old, unfinished or have failed
# units, and a machine without gnuplot, give what can be given and name the rest.
source "$(dirname "$0")/lib.sh"

# report DIR: its messages are in $work/messages.
report() { expect_code 0 "$neurank" report "$1"; }
# notes PATTERN: a line of the messages, and the page, say it.
notes() {
  grep -qE "^neurank: .*$1" "$work/messages" || { cat "$work/messages" >&2; fail "no message says: $1"; }
  grep -qE "<li>.*$1" "$2/report.html" || fail "the page does not say: $1"
}

expect_code 0 run_with 2 "$work/run"
[ -s "$work/run/report.html" ] || fail "a run leaves no page"
! grep -q "What is missing" "$work/run/report.html" || fail "a finished run misses something"
[ "$(ls "$work"/run/figures/*.svg | wc -l)" -ge 20 ] || fail "a run leaves no figures"
for drawing in "$work"/run/figures/*.svg; do
  [ -s "${drawing%.svg}.pdf" ] && [ -s "${drawing%.svg}.gp" ] && [ -s "${drawing%.svg}.csv" ] || fail "no PDF, script or data of $drawing"
done

# Every row of a figure's data is one of the table that it is from, number for number.
/usr/bin/python3 - "$work/run" <<'PYTHON'
import csv, glob, h5py, os, sys
run = sys.argv[1]
tables = h5py.File(f"{run}/results.h5")["tables"]
def column(name, of):
    data = tables[name][of]
    empty = data.attrs["empty_value"]
    if data.dtype.kind == "S":
        return [value.decode() for value in data[:]]
    if data.dtype.kind == "f":
        return [None if value != value else float(value) for value in data[:]]
    return [None if value == empty else int(value) for value in data[:]]
def parsed(text, kind):
    return text if kind == "S" else None if text == "" else float(text) if kind == "f" else int(text)
rows_checked = 0
for figure in csv.DictReader(open(f"{run}/figures/figures.csv")):
    files = sorted(glob.glob(f"{run}/figures/{figure['figure']}.*csv"), key=len)
    names = figure["table"].split()
    assert len(files) == len(names), (files, names)
    for file, table in zip(files, names):
        lines = list(csv.reader(open(file)))
        head, lines = lines[0], lines[1:]
        kinds = [tables[table][of].dtype.kind for of in head]
        known = set(zip(*(column(table, of) for of in head)))
        assert lines, file
        for line in lines:
            row = tuple(parsed(text, kind) for text, kind in zip(line, kinds))
            assert row in known, (file, row)
            rows_checked += 1
assert rows_checked > 500, rows_checked
PYTHON

# Results and record alone give all of it again; so does a run without its activations and probes.
mkdir "$work/alone"
cp "$work/run/results.h5" "$work/run/run.json" "$work/alone"
report "$work/alone"
rm -r "$work/run/activations" "$work/run/probes"
cp -r "$work/run" "$work/before"
report "$work/run"
for again in "$work/alone" "$work/run"; do
  diff -r "$work/before/tables" "$again/tables" || fail "tables made again differ"
  diff -r -x '*.pdf' "$work/before/figures" "$again/figures" || fail "figures made again differ"
  cmp "$work/before/report.html" "$again/report.html" || fail "the page made again differs"
  cmp "$work/before/findings.txt" "$again/findings.txt" || fail "findings made again differ"
done

# Results of an older version lack tables.
cp -r "$work/alone" "$work/old"
/usr/bin/python3 -c 'import h5py, sys; file = h5py.File(sys.argv[1], "r+"); del file["tables/curves"], file["tables/cards"]; baselines = file["tables/baselines"]; gone = ["suffix_majority", "weights"]; baselines.attrs["columns"] = [name for name in baselines.attrs["columns"] if name not in gone]; [baselines.__delitem__(name) for name in gone]' "$work/old/results.h5"
report "$work/old"
notes "older version and lack the tables curves, cards and the columns baselines.suffix_majority, baselines.weights" "$work/old"
! ls "$work"/old/figures/curves-* >/dev/null 2>&1 || fail "figures of an earlier report are still there"
[ -s "$work/old/figures/layers-pos-raw.svg" ] || fail "what the results have is not drawn"

# An unfinished run: nothing yet, then some cells.
expect_code 0 run_with 1 "$work/part" --until train
report "$work/part"
notes "4 of 4 cells are not in the results: random-bert/pos/raw, " "$work/part"
grep -q "No cell of this run is finished" "$work/part/report.html" || fail "the page of an unfinished run answers questions"
expect_code 0 run_with 1 "$work/part" --until reduce
report "$work/part"
[ -s "$work/part/tables/minimal.csv" ] && [ ! -e "$work/part/results.h5" ] || fail "cells that are reduced are not shown"
! grep -q "cells are not in the results" "$work/part/report.html" || fail "all cells are reduced, and some are missed"
notes "[0-9]+ of [0-9]+ units are not done" "$work/part"
python3 - "$work/part/journal.jsonl" <<'PYTHON'
import json, sys
lines = open(sys.argv[1]).readlines()
kept = [line for line in lines if '"reduce/random-bert/chunk/zscored"' not in line]
assert len(kept) == len(lines) - 1
failed = {"unit": "reduce/random-bert/chunk/zscored", "state": "failed", "rank": 0, "seconds": 1, "reason": "disk <full>"}
open(sys.argv[1], "w").writelines(kept + [json.dumps(failed, separators=(",", ":")) + "\n"])
PYTHON
report "$work/part"
notes "1 of 4 cells are not in the results: random-bert/chunk/zscored" "$work/part"
grep -q "Unit reduce/random-bert/chunk/zscored has failed: disk &lt;full&gt;" "$work/part/report.html" || fail "no failed unit"

# Without gnuplot there are data and scripts.
mkdir "$work/bin"
rm -r "$work/alone/figures"
expect_code 0 env PATH="$work/bin" "$neurank" report "$work/alone"
notes "there is no gnuplot here" "$work/alone"
[ -s "$work/alone/figures/layers-pos-raw.gp" ] && [ ! -e "$work/alone/figures/layers-pos-raw.svg" ] || fail "drawn without gnuplot"

mkdir "$work/empty"
expect_code 1 "$neurank" report "$work/empty"
says "does not hold a run"
