#!/usr/bin/env bash
# Promise: language models that are pretrained on two ranks, killed and stopped on the way, and gone on with by the same
# command, have the same bits as undisturbed ones; finished ones are left alone; the same grid then probes them.
source "$(dirname "$0")/lib.sh"

# Sentences of the tiny grid, a line each.
awk 'NF { line = line (line == "" ? "" : " ") $1; next } line != "" { print line; line = "" }' \
  "$project/config/tiny/train.txt" >"$work/text.txt"

cat >"$work/grid.yaml" <<EOF
experiment: twins
output: run
seeds: 1
models:
  - {name: bert, path: models/bert}
corpora:
  - {name: tiny, format: conll, columns: {pos: 1}, train: $project/config/tiny/train.txt, dev: {every: 5},
     test: $project/config/tiny/test.txt}
tasks:
  - {name: pos, corpus: tiny, column: pos}
probe: {epochs: 1, lambda: {l1: 0, l2: 0}}
resources: {threads: 1}
pretrain:
  text: text.txt
  output: models
  families: bert
  vocabulary: {pieces: 60}
  layers: 2
  width: 16
  heads: 2
  feed_forward: 32
  steps: 400
  batch: 16
  warmup: 20
  checkpoint_every: 10
EOF

# pretrain OUTPUT [OPTIONS]: on two ranks.
pretrain() {
  local output=$1
  shift
  "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" pretrain "$work/grid.yaml" \
    --set "pretrain.output=$work/$output" "$@"
}

# Everything but how long it took is the same.
same_models() {
  for file in model.safetensors config.json vocab.txt; do
    cmp "$work/$1/bert/$file" "$work/$2/bert/$file" || fail "$file of $1 and $2 differ"
  done
  diff <(grep -v -E '"(seconds|resumed_from_step)"' "$work/$1/bert/pretraining.json") \
    <(grep -v -E '"(seconds|resumed_from_step)"' "$work/$2/bert/pretraining.json") || fail "losses differ"
}

wait_for() {
  for _ in $(seq 3000); do
    [ -e "$1" ] && return
    sleep 0.01
  done
  fail "$1 does not appear"
}

pretrain whole 2>"$work/log"
grep -q "^bert .* $work/whole/bert" "$work/log" || fail "no line tells of the model"
[ ! -e "$work/whole/working" ] || fail "something is left of the work"

# Killed at some step after the first checkpoint.
code=0
pretrain killed 2>>"$work/log" &
launcher=$!
wait_for "$work/killed/working/bert.checkpoint"
rank=$(pgrep -f "^$neurank pretrain .*$work/killed" | tail -1) || fail "no rank left to kill"
kill -KILL "$rank"
wait "$launcher" || code=$?
[ "$code" -ne 0 ] || fail "pretraining ended well though a rank was killed"
[ ! -e "$work/killed/bert" ] || fail "the model was finished before its rank was killed"

# Gone on with, and stopped by a signal at one rank.
code=0
rm -f "$work/stopped.log"
pretrain killed 2>"$work/stopped.log" &
launcher=$!
wait_for "$work/stopped.log"
for _ in $(seq 3000); do
  grep -q "step " "$work/stopped.log" && break
  sleep 0.01
done
rank=$(pgrep -f "^$neurank pretrain .*$work/killed" | tail -1) || fail "no rank left to stop"
kill -USR1 "$rank"
wait "$launcher" || code=$?
[ "$code" -eq 3 ] || { cat "$work/stopped.log"; fail "exit code $code after SIGUSR1"; }
grep -q "the same command resumes" "$work/stopped.log" || fail "it does not say how to go on"

# Other settings do not go on with it.
expect_code 1 pretrain killed --set pretrain.learning_rate=0.1
grep -q "other settings" "$work/messages" || fail "a checkpoint of other settings is not refused"

pretrain killed 2>>"$work/log"
same_models whole killed

# Finished models are left alone, refused under other settings, and thrown away on demand alone.
before=$(stat -c %Y.%i "$work/whole/bert/model.safetensors")
pretrain whole 2>>"$work/log"
[ "$before" = "$(stat -c %Y.%i "$work/whole/bert/model.safetensors")" ] || fail "a finished model was written again"
expect_code 1 pretrain whole --set pretrain.steps=3
grep -q "steps was 400 and is now 3" "$work/messages" || fail "the changed setting is not named"
pretrain whole --set pretrain.steps=3 --redo 2>>"$work/log"
grep -q '"steps": 3' "$work/whole/bert/pretraining.json" || fail "--redo does not train again"

# A run is refused before its models are there, and probes them after.
expect_code 1 "$neurank" plan "$work/grid.yaml"
says "models.0.path: no such folder"
mv "$work/killed" "$work/models"
"$neurank" run "$work/grid.yaml" 2>>"$work/log"
[ -s "$work/run/tables/accuracy.csv" ] || fail "the trained model cannot be probed"

# Mistakes have their place.
sed -i 's/  steps: 400/  stps: 400/' "$work/grid.yaml"
expect_code 1 "$neurank" pretrain "$work/grid.yaml"
says "grid.yaml:22: pretrain.stps: unknown key; did you mean steps\?"
