#!/usr/bin/env bash
# Promise: a run that loses a rank (rank 0, too) at random moments gets on each time, and ends with the same bits as an
# undisturbed one, no unit done twice. Twenty kills, in as many runs as it takes.
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
is_over() { "$neurank" status --resumable "$run" >/dev/null; }
has_ended() { ! kill -0 "$launcher" 2>/dev/null; }
gets_on_or_ends() { see_progress || has_ended; }

# kill_once: launches the run, waits until it gets on, and kills one of its ranks unless it is over by then. A run whose
# units were all done before has only its tables to write: it gets on by ending.
kill_once() {
  local launcher rank code=0
  units=$(units_done) steps=$(kept) got_on=no
  run_with 2 "$run" "${longer[@]}" 2>"$work/log" &
  launcher=$!
  wait_until gets_on_or_ends
  [ "$got_on" = yes ] || is_over || { cat "$work/log" >&2; fail "no progress after $kills kills"; }
  sleep "0.$((RANDOM % 500 + 100))"
  rank=$(ranks_of "$run" | sed -n "$((RANDOM % 2 + 1))p")
  if [ -n "$rank" ] && kill -KILL "$rank"; then kills=$((kills + 1)); fi
  wait "$launcher" || code=$?
  [ "$code" -ne 0 ] || is_over || fail "the run ended well though a rank was killed"
  echo "kill $kills: $(units_done) units done"
}

end_run() {
  run_with 2 "$run" "${longer[@]}" 2>"$work/log"
  same_results "$work/whole" "$run"
  no_unit_twice "$run"
  rm -rf "$run"
}

run_with 2 "$work/whole" "${longer[@]}" 2>"$work/log"
echo "undisturbed: $(grep elapsed "$work/log")"
kills=0
for _ in $(seq 40); do
  kill_once
  if is_over; then end_run; fi
  [ "$kills" -lt 20 ] || break
done
[ "$kills" -eq 20 ] || fail "only $kills kills"
[ ! -e "$run" ] || end_run
