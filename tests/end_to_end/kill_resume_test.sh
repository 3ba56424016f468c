#!/usr/bin/env bash
# Promise: a run whose rank is killed in extraction and again in training, each time resumed by the same command, gives
# the same bits as an undisturbed one, and no unit is done twice.
source "$(dirname "$0")/lib.sh"

# Forty times the text: a launcher takes a second or two to notice that a rank is gone, and so long must a stage last.
train=$project/config/tiny/train.txt
longer=(--set probe.epochs=4 --set "corpora.0.train=[$(printf "$train, %.0s" {1..39})$train]")

units_done() { { grep -s "\"unit\":\"$1/.*\"state\":\"done\"" "$work/killed/journal.jsonl" || true; } | wc -l; }

enough_done() { [ "$(units_done "$1")" -ge "$2" ]; }

# kill_during STAGE UNITS: starts the run on two ranks and kills one rank when so many units of the stage are done.
kill_during() {
  local code=0
  run_with 2 "$work/killed" "${longer[@]}" 2>>"$work/log" &
  local launcher=$!
  wait_until enough_done "$1" "$2"
  local rank
  rank=$(ranks_of "$work/killed" | tail -1)
  [ -n "$rank" ] || fail "no rank left to kill in $1"
  kill -KILL "$rank"
  wait "$launcher" || code=$?
  [ "$code" -ne 0 ] || fail "the run ended well though a rank was killed"
  [ ! -e "$work/killed/results.h5" ] || fail "the run was over before its rank was killed in $1"
  echo "killed in $1: $(units_done extract) extract, $(units_done lambda) lambda, $(units_done train) train units done"
}

run_with 2 "$work/whole" "${longer[@]}" 2>"$work/log"
kill_during extract 3
[ "$(units_done lambda)" -eq 0 ] || fail "extraction was over before the rank was killed"
kill_during train 1
run_with 2 "$work/killed" "${longer[@]}" 2>>"$work/log"
same_results "$work/whole" "$work/killed"
no_unit_twice "$work/killed"
