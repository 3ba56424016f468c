#!/usr/bin/env bash
# Promise: a grid may grow in its folder. What is added is computed and the rest reused, unit by unit as listed here; a
# change of what finished units depend on is refused with its name, and done with --update. Tables are byte for byte
# those of the new grid in an empty folder, on one rank and on two, killed in between or not.
source "$(dirname "$0")/lib.sh"
cp -r "$project/config/tiny" "$project/config/tiny.yaml" "$work"
tiny=$work/tiny.yaml base=$work/base grid=$tiny
# What makes each run short, and cuts nothing off
short=(--set probe.epochs=3 --set analyses.nulls.draws=5)
run_with 2 "$base" "${short[@]}" 2>"$work/log"

# computed OUTPUT: units that were done since the first run, by stage, as in "train 2, reduce 4"
computed() {
  tail -n +"$(($(wc -l <"$base/journal.jsonl") + 1))" "$1/journal.jsonl" | { grep '"state":"done"' || true; } |
    sed -E 's/.*"unit":"([a-z]+).*/\1/' | sort | uniq -c | awk '{printf "%s%s %s", n++ ? ", " : "", $2, $1}'
}

# grown RANKS OPTIONS...: the grid in a copy of the first run's folder, held against an empty folder's
grown() {
  local ranks=$1
  shift
  rm -rf "$work/grown"
  cp -r "$base" "$work/grown"
  run_with "$ranks" "$work/grown" "${short[@]}" "$@" 2>"$work/log" || { cat "$work/log" >&2; fail "did not grow: $*"; }
  same_results "$work/fresh" "$work/grown"
}

# grows COUNTS REUSED OPTIONS...: just these units are computed, and it is said how many are not; on one rank and on two
grows() {
  local counts=$1 reused=$2 ranks
  shift 2
  rm -rf "$work/fresh"
  run_with 2 "$work/fresh" "${short[@]}" "$@" 2>"$work/log"
  for ranks in $on_ranks; do
    grown "$ranks" "$@"
    [ "$(computed "$work/grown")" = "$counts" ] || fail "$*: computed $(computed "$work/grown"), not $counts"
    grep -q "^$reused units reused" "$work/log" || { cat "$work/log" >&2; fail "does not say that $reused are reused"; }
  done
  echo "$(basename "$grid") $*: $(grep 'units reused' "$work/log")"
}

# grows_by COUNTS REUSED [PATTERN ITEM]...: the same of a grid with further items behind the lines of these patterns
grows_by() {
  local counts=$1 reused=$2
  shift 2
  grid=$work/grown.yaml
  cp "$tiny" "$grid"
  while [ $# -gt 0 ]; do
    sed -i "/$1/a\\  - $2" "$grid"
    shift 2
  done
  grows "$counts" "$reused"
  grid=$tiny
}

# changes NAMED COUNTS REUSED OPTIONS...: a change is refused by name, nothing touched, and done with --update
changes() {
  local named=$1
  shift
  cp -r "$base" "$work/changed"
  expect_code 1 run_with 0 "$work/changed" "${short[@]}" "${@:3}"
  says "holds a run of another grid \($named; [0-9]+ finished units depend on that\); do them again with --update"
  diff -r "$base" "$work/changed" || fail "a refusal changed the folder: ${*:3}"
  rm -rf "$work/changed"
  on_ranks=$((3 - on_ranks)) # in turn
  grows "$1" "$2" --update "${@:3}"
}

# kills OPTIONS...: grown with a rank killed in between, then resumed; tried again where a run is over too soon
kills() {
  local launcher killed=
  for _ in 1 2 3 4 5; do
    rm -rf "$work/grown"
    cp -r "$base" "$work/grown"
    run_with 2 "$work/grown" "${short[@]}" "$@" 2>"$work/log" &
    launcher=$!
    wait_until has_computed
    if kill -KILL "$(ranks_of "$work/grown" | tail -n 1)" 2>/dev/null; then killed=yes; fi
    wait "$launcher" || true
    if [ -n "$killed" ]; then break; fi
  done
  [ -n "$killed" ] || fail "was over each time before it could be killed"
  run_with 2 "$work/grown" "${short[@]}" "$@" 2>"$work/log"
  same_results "$work/fresh" "$work/grown"
}
has_computed() { [ -n "$(computed "$work/grown")" ]; }

on_ranks="1 2"
all="lambda 8, minimal 72, reduce 4, report 1, train 16"
grows "minimal 36, reduce 4, report 1, train 8" 116 --set seeds=3
kills --set seeds=3
grows "lambda 4, minimal 36, reduce 2, report 1, train 8" 120 --set 'variants.longer={probe: {epochs: 4}}'
grows "minimal 8, reduce 4, report 1, train 8" 100 --set analyses.ablation.draws=4
grows "minimal 16, reduce 4, report 1" 108 --set analyses.minimal.draws=6
grows "minimal 4, reduce 4, report 1" 116 --set analyses.nulls.random_sets=9
grows "minimal 8, reduce 4, report 1" 116 --set analyses.stability.pairs=2
grows "minimal 4, reduce 4, report 1" 116 --set analyses.nuisances=true
grows "report 1" 120 --set analyses.top_words.neurons=120
grows_by "complete 1, extract 19, lambda 8, minimal 72, reduce 4, report 5, train 16" 121 \
  'name: random-bert' '{name: second, path: tiny/model, random_weights: true}'
grows_by "lambda 4, minimal 36, reduce 2, report 1, train 8" 120 \
  'name: chunk' '{name: few, corpus: sentences, column: pos, level: morphology, words: 500}'
sed -i 's/{pos: 1, chunk: 2}/{pos: 1, chunk: 2, again: 2}/' "$tiny"
grows_by "lambda 4, minimal 36, reduce 2, report 1, train 8" 120 \
  'name: chunk' '{name: again, corpus: sentences, column: again, level: syntax}'
sed -i 's/, again: 2}/}/' "$tiny"
grows_by "complete 1, extract 19, lambda 4, minimal 36, reduce 2, report 2, train 8" 120 \
  'name: chunk' '{name: turned, corpus: turned, column: pos, level: morphology}' \
  'test: tiny.test' '{name: turned, format: conll, columns: {pos: 1}, train: tiny/test.txt, dev: {every: 4}, test: tiny/train.txt}'

on_ranks=1
changes "seed was 1 and is now 2" "$all" 20 --set seed=2
changes "variants.raw.probe.epochs was 3 and is now 4, variants.zscored.probe.epochs was 3 and is now 4" "$all" 20 \
  --set probe.epochs=4
changes "variants.raw.probe.batch was 128 and is now 64" "lambda 4, minimal 36, reduce 2, report 1, train 8" 70 \
  --set variants.raw.probe.batch=64
changes "extract.dtype was float16 and is now float32" "complete 1, extract 19, $all" 0 --set extract.dtype=float32
changes "tasks.pos.ignore was \(absent\) and is now \." "lambda 4, minimal 36, reduce 2, report 1, train 8" 70 \
  --set tasks.0.ignore=.
changes ".*the words of corpus sentences have changed" "complete 1, extract 19, $all" 0 --set corpora.0.dev.every=6
changes "analyses.minimal.reference was best and is now full" "minimal 72, reduce 4, report 1" 44 \
  --set analyses.minimal.reference=full
changes "analyses.ablation.masked was mean and is now zero" "lambda 8, minimal 8, reduce 4, report 1, train 8" 92 --set analyses.ablation.masked=zero
changes "analyses.bootstrap.draws was 2000 and is now 1000" "reduce 4, report 1" 116 --set analyses.bootstrap.draws=1000
changes "tasks.pos.level was morphology and is now syntax" "reduce 2, report 1" 118 --set tasks.0.level=syntax
changes "analyses.top_words.min_count was 5 and is now 9" "report 1" 120 --set analyses.top_words.min_count=9
