#!/usr/bin/env bash
# Promise: what a grid no longer has leaves its tables at once and its folder with `neurank clean`; what comes back
# before that counts as it was. `plan` and `status` say how things stand, and activations of another run are taken where
# they are made of the same.
source "$(dirname "$0")/lib.sh"
run=$work/run
short=(--set probe.epochs=3 --set analyses.nulls.draws=5)
runs() { run_with 2 "$run" "${short[@]}" "$@" 2>"$work/log" || { cat "$work/log" >&2; fail "did not run: $*"; }; }
reuses() { grep -qx "$1" "$work/log" || { cat "$work/log" >&2; fail "does not say: $1"; }; }
plans() {
  "$neurank" plan "$grid" --set output="$run" --set resources.threads=1 "${short[@]}" "$@" >"$work/plan"
  grep "^folder" "$work/plan" || fail "plan says nothing of the folder"
}
files() { find "$run/probes" "$run/activations" -type f | wc -l; }

runs
cp -r "$run" "$work/first"
[ "$(plans --set seeds=3)" = "folder    116 units reused, 44 new, 5 done again" ] || fail "plan: $(cat "$work/plan")"
[ "$(plans --set probe.epochs=4 --set seeds=3)" = "folder    20 units reused, 44 new, 101 done again with --update \
(variants.raw.probe.epochs was 3 and is now 4, variants.zscored.probe.epochs was 3 and is now 4)" ] ||
  fail "plan: $(cat "$work/plan")"

# A repetition and a task leave, and come back.
before=$(files)
runs --set seeds=1 --set 'exclude=[{task: chunk}]'
reuses "46 units reused, 0 new, 3 done again"
[ "$(cut -d, -f2 "$run/tables/minimal.csv" | sort -u | paste -sd,)" = pos,task ] || fail "chunk is still in the tables"
"$neurank" status "$run" | grep -Eq "^train +4 +0 +4" || fail "status counts what is not in the grid"
[ "$(files)" -eq "$before" ] || fail "files went without clean"
runs
reuses "118 units reused, 0 new, 3 done again"
same_results "$work/first" "$run"

# Clean removes what is not in the grid, and the journal forgets it.
runs --set 'exclude=[{task: chunk}]'
"$neurank" clean "$run" | grep -E "^removed [0-9]+ files" || fail "clean says nothing"
[ ! -e "$run/probes/random-bert/chunk" ] || fail "chunk is still there"
[ "$("$neurank" clean "$run")" = "removed 0 files, 0 B" ] || fail "clean finds more: $("$neurank" clean "$run")"
runs
reuses "70 units reused, 50 new, 1 done again"
same_results "$work/first" "$run"

# What --update puts aside goes with clean, too.
runs --update --set variants.raw.probe.batch=64
[ -e "$run/obsolete/probes/random-bert/pos/raw.train-1.h5" ] || fail "nothing was put aside"
[ ! -e "$run/obsolete/probes/random-bert/pos/zscored.train-1.h5" ] || fail "too much was put aside"
"$neurank" clean "$run"
[ ! -e "$run/obsolete" ] || fail "what was put aside is still there"
expect_code 1 "$neurank" clean "$work"
says "does not hold a run"

# Activations of another run, where they fit.
run=$work/other
runs --set extract.reuse="$work/first" --set seeds=1 --until extract
grep -q "sentences.h5: taken from $work/first" "$work/log" || fail "took nothing"
[ "$run/activations/random-bert/sentences.h5" -ef "$work/first/activations/random-bert/sentences.h5" ] || fail "no link"
runs --set extract.reuse="$work/first"
same_results "$work/first" "$run"
run=$work/floats
runs --set extract.reuse="$work/first" --set extract.dtype=float32 --until extract
! grep -q "taken from" "$work/log" || fail "took numbers of another format"
expect_code 1 run_with 0 "$work/none" --set extract.reuse="$work"
says "extract.reuse: $work: does not hold a run"

# An activation file that is not the one that was written.
run=$work/swapped
cp -r "$work/first" "$run"
cp "$work/floats/activations/random-bert/sentences.h5" "$run/activations/random-bert/sentences.h5"
expect_code 2 run_with 0 "$run" "${short[@]}"
says "sentences.h5: is another one than the journal says was written; bring it back, or extract it again with --update"
