#!/usr/bin/env bash
# Promise: a run that loses a rank (rank 0, too) at twenty random moments gets on each time, and ends with the same bits
# as an undisturbed one, no unit done twice.
source "$(dirname "$0")/lib.sh"
RANDOM=20
longer=(--set probe.epochs=100)
run=$work/killed

units_done() { { grep -s '"state":"done"' "$run/journal.jsonl" || true; } | wc -l; }
kept() { { find "$run/probes" \( -name '*.snapshot' -o -name '*.steps.h5' \) -printf '%p %T@\n' 2>/dev/null || true; } | sort; }
# see_progress: a unit more is done, or one has left more than it had; once seen it stays seen.
see_progress() {
  local now
  now=$(kept)
  if [ "$(units_done)" -gt "$units" ] || { [ -n "$now" ] && [ "$now" != "$steps" ]; }; then got_on=yes; fi
  [ "$got_on" = yes ]
}

run_with 2 "$work/whole" "${longer[@]}" 2>"$work/log"
echo "undisturbed: $(grep elapsed "$work/log")"
kills=0
for _ in $(seq 20); do
  units=$(units_done) steps=$(kept) got_on=no code=0
  run_with 2 "$run" "${longer[@]}" 2>"$work/log" &
  launcher=$!
  wait_until see_progress
  [ "$got_on" = yes ] || { cat "$work/log" >&2; fail "no progress after $kills kills"; }
  sleep "0.$((RANDOM % 500 + 100))"
  rank=$(pgrep -f "^$neurank run .*$run" | sed -n "$((RANDOM % 2 + 1))p")
  [ -n "$rank" ] || fail "the run was over after $kills kills"
  kill -KILL "$rank"
  wait "$launcher" || code=$?
  [ "$code" -ne 0 ] || fail "the run ended well though a rank was killed"
  kills=$((kills + 1))
  echo "kill $kills: $(units_done) units done"
  expect_code 3 "$neurank" status --resumable "$run"
done
run_with 2 "$run" "${longer[@]}" 2>"$work/log"
same_results "$work/whole" "$run"
twice=$(grep -o '"unit":"[^"]*","state":"done"' "$run/journal.jsonl" | sort | uniq -d)
[ -z "$twice" ] || fail "done twice: $twice"
