#!/usr/bin/env bash
# Promise: a run whose folder was taken over, as by a later start of its job while its ranks live on behind a broken
# network, writes nothing more and ends with code 3; the later one goes on, with the bits of a run that nothing happened to.
source "$(dirname "$0")/lib.sh"
longer=(--set probe.epochs=60)
run=$work/run
run_with 2 "$work/whole" "${longer[@]}" 2>"$work/log"

run_with 2 "$run" "${longer[@]}" 2>"$work/log" &
launched=$!
has_lines() { [ -e "$run/journal.jsonl" ] && [ "$(wc -l <"$run/journal.jsonl")" -gt 25 ]; }
wait_until has_lines
expect_code 1 run_with 0 "$run" "${longer[@]}"
says "another job works in this folder \(process [0-9]+ on "
echo '{"host":"n2","process":1,"started":"1","space":"another","job":"77","attempt":1,"token":"another"}' >"$run/lock.new"
mv "$run/lock.new" "$run/lock"
cp "$run/journal.jsonl" "$work/journal"
code=0
wait "$launched" || code=$?
[ "$code" -eq 3 ] || { cat "$work/log" >&2; fail "exit code $code of a run that was taken over"; }
grep -q "$run: was taken over by process 1 on n2, job 77, start 1; this one writes nothing more" "$work/log" ||
  { cat "$work/log" >&2; fail "does not say that it was taken over"; }
[ "$(wc -l <"$run/journal.jsonl")" -le "$(($(wc -l <"$work/journal") + 2))" ] || fail "went on writing"
grep -q '"another"' "$run/lock" || fail "removed a lock that is not its own"
! grep -q '"outcome": "\(stopped\|done\)"' "$run/run.json" || fail "noted how it ended"

SLURM_JOB_ID=77 SLURM_RESTART_COUNT=2 run_with 0 "$run" "${longer[@]}" 2>"$work/log" ||
  { cat "$work/log" >&2; fail "a later start does not go on"; }
grep -q "^took the folder over from process 1 on n2, job 77, start 1$" "$work/log" || fail "does not say what it took over"
same_results "$work/whole" "$run"
no_unit_twice "$run"
[ ! -e "$run/lock" ] || fail "left its lock behind"
