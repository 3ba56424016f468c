#!/usr/bin/env bash
# Promise: whoever is asked to stop (jobs/local.sh, mpirun, one rank), all ranks end within 20 seconds with exit code 3,
# in the middle of a unit of any size, a second signal ends them at once, and nothing that was finished is lost. Bare
# mpirun, which kills its ranks on Ctrl-C, loses nothing that was finished either. A second run in the folder is refused.
source "$(dirname "$0")/lib.sh"
export NEURANK=$neurank PATH=$(dirname "$mpirun"):$PATH

# One head that takes longer than any launch lasts.
long=(--set probe.epochs=100000 --set 'probe.lambda={l1: 0.001, l2: 0.001}' --set seeds=1 --set 'variants={raw: {}}'
  --set analyses.control=false --set resources.threads=1 --until train)

at_work() { grep -qs '"unit":"complete/' "$1/journal.jsonl"; }

# launch OUTPUT COMMAND...: starts it, as a terminal would, and returns when its ranks train; it is $process.
launch() {
  local output=$1
  shift
  rm -rf "$output"
  env --default-signal=INT,TERM "$@" >"$work/log" 2>&1 &
  process=$!
  wait_until at_work "$output"
  sleep 1
}

# expect_end CODES OUTPUT MOST_SECONDS NAME: the process ends so, and nothing of it is left.
expect_end() {
  local codes=$1 output=$2 most=$3 name=$4 code=0 begin
  begin=$(date +%s%N)
  wait "$process" || code=$?
  local seconds=$((($(date +%s%N) - begin) / 1000000))
  echo "$name: exit code $code after $seconds ms"
  [[ " $codes " == *" $code "* ]] || { cat "$work/log" >&2; fail "$name: exit code $code"; }
  [ "$seconds" -lt $((most * 1000)) ] || fail "$name: took $seconds ms"
  wait_until none_left "$output"
  none_left "$output" || fail "$name: ranks are left"
  expect_code 3 "$neurank" status --resumable "$output"
}
none_left() { [ -z "$(ranks_of "$1")" ]; }

local_run=("$project/jobs/local.sh" "$grid" 2 --output "$work/local" "${long[@]}")
mpirun_run=("$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" run "$grid" --output "$work/bare" "${long[@]}")

for signal in INT TERM USR1; do
  launch "$work/local" "${local_run[@]}"
  kill -"$signal" "$process"
  expect_end 3 "$work/local" 20 "SIG$signal to local.sh"
  grep -q "the same command resumes" "$work/log" || fail "the run does not say how to go on"
done

launch "$work/local" "${local_run[@]}"
kill -INT "$process"
sleep 0.1 # one request may come in several ways at once
kill -TERM "$process"
expect_end 3 "$work/local" 20 "SIGINT and SIGTERM to local.sh"
grep -q "the same command resumes" "$work/log" || fail "two signals at once are no orderly stop"

# A rank that hangs keeps the others from an orderly end.
hang() { kill -STOP "$(ranks_of "$work/local" | tail -1)"; }
launch "$work/local" "${local_run[@]}"
hang
kill -INT "$process"
expect_end 3 "$work/local" 20 "SIGINT to local.sh, one rank hangs"

launch "$work/local" "${local_run[@]}"
hang
kill -INT "$process"
sleep 1.5
kill -INT "$process"
expect_end 3 "$work/local" 6 "SIGINT twice to local.sh, one rank hangs"

launch "$work/bare" "${mpirun_run[@]}"
expect_code 1 "$neurank" run "$grid" --output "$work/bare" "${long[@]}"
grep -q "another job works in this folder" "$work/messages" || fail "two runs in one folder"
kill -USR1 "$process"
expect_end 3 "$work/bare" 20 "SIGUSR1 to mpirun"

for signal_rank in "USR1 2" "TERM 1" "INT 2"; do
  read -r signal rank <<<"$signal_rank"
  launch "$work/bare" "${mpirun_run[@]}"
  kill -"$signal" "$(ranks_of "$work/bare" | sed -n "${rank}p")"
  expect_end 3 "$work/bare" 20 "SIG$signal to one rank"
done

launch "$work/bare" "${mpirun_run[@]}"
kill -INT "$process"
expect_end "1 3 130" "$work/bare" 20 "SIGINT to mpirun"
