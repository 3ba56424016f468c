#!/usr/bin/env bash
# Promise: SIGUSR1 at any rank stops all with exit code 3; status says that the run can go on; the same command does.
source "$(dirname "$0")/lib.sh"
longer=(--set probe.epochs=40)

run_with 0 "$work/whole" "${longer[@]}" 2>/dev/null

launches() { { grep -s '"outcome"' "$1/run.json" || true; } | wc -l; }
has_begun() { [ "$(launches "$1")" -gt "$2" ]; }

# launch_until PATTERN OUTPUT [OPTIONS]: starts a run alone, which is $process; returns when it has begun and its journal
# has such a line.
launch_until() {
  local pattern=$1 output=$2 before
  shift 2
  before=$(launches "$output")
  "$neurank" run "$grid" --output "$output" --set resources.threads=1 "$@" 2>"$work/messages" &
  process=$!
  wait_until has_begun "$output" "$before"
  wait_until grep -qs "$pattern" "$output/journal.jsonl"
}

# send SIGNAL: to that run; its exit code is $code.
send() {
  kill -"$1" "$process"
  code=0
  wait "$process" || code=$?
}

launch_until '"unit":"lambda/.*"state":"done"' "$work/stopped" "${longer[@]}"
send USR1
[ "$code" -eq 3 ] || fail "exit code $code after SIGUSR1"
grep -q "the same command resumes" "$work/messages" || fail "the run does not say how to go on"
expect_code 3 "$neurank" status --resumable "$work/stopped"
grep -q "latest launch: stopped" "$work/output" || fail "status does not say that the run was stopped"

run_with 0 "$work/stopped" "${longer[@]}" 2>/dev/null
same_results "$work/whole" "$work/stopped"
expect_code 0 "$neurank" status --resumable "$work/stopped"

# Killed after an activation file was completed and before the journal said so: the file is taken as it is.
run_with 0 "$work/late" "${longer[@]}" --until extract 2>/dev/null
sed -i '/"unit":"complete\//d' "$work/late/journal.jsonl"
run_with 0 "$work/late" "${longer[@]}" 2>/dev/null
same_results "$work/whole" "$work/late"

# One head takes longer than any launch lasts: three are stopped, one is killed, and the work of the stopped ones is kept.
one_unit=(--set probe.epochs=10000 --set 'probe.lambda={l1: 0.001, l2: 0.001}' --set seeds=1 --set 'variants={raw: {}}'
  --set analyses.control=false --until train)
run_with 0 "$work/at_once" "${one_unit[@]}" 2>/dev/null
unit=probes/random-bert/pos/raw.train-1.h5
batches=0
for signal in USR1 USR1 KILL USR1; do
  launch_until '"unit":"complete/' "$work/pieces" "${one_unit[@]}"
  sleep 1
  send "$signal"
  [ "$signal" = KILL ] || [ "$code" -eq 3 ] || fail "exit code $code after SIG$signal"
  before=$batches
  batches=$(sed -n 4p "$work/pieces/$unit.snapshot" | tr -d '\0')
  [ "$batches" -gt "$before" ] || [ "$signal" = KILL ] || fail "no more batches after SIG$signal: $batches"
  [ ! -e "$work/pieces/$unit" ] || fail "the unit was over before it was disturbed"
done
run_with 0 "$work/pieces" "${one_unit[@]}" 2>"$work/messages"
for file in $(cd "$work/at_once" && find probes -name '*.h5'); do
  cmp "$work/at_once/$file" "$work/pieces/$file" || fail "$file differs after interruptions"
done
[ -z "$(find "$work/pieces" -name '*.snapshot*' -o -name '*.steps*')" ] || fail "files of units that are done were left"
