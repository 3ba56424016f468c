#!/usr/bin/env bash
# Promise: SIGUSR1 at any rank stops all with exit code 3; status says that the run can go on; the same command does.
source "$(dirname "$0")/lib.sh"
longer=(--set probe.epochs=40)

run_with 0 "$work/whole" "${longer[@]}" 2>/dev/null

code=0
"$neurank" run "$grid" --output "$work/stopped" --set resources.threads=1 "${longer[@]}" 2>"$work/messages" &
process=$!
for _ in $(seq 2000); do
  grep -qs '"unit":"lambda/.*"state":"done"' "$work/stopped/journal.jsonl" && break
  sleep 0.01
done
kill -USR1 "$process"
wait "$process" || code=$?
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
