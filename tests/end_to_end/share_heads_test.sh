#!/usr/bin/env bash
# Promise: ranks without a unit share a head of many labels, with the same bits as one rank; such a head is stopped,
# killed and gone on with by other numbers of ranks.
source "$(dirname "$0")/lib.sh"

# Each word of the tiny grid with the label "word-place": some 500 labels, in four blocks.
for split in train test; do
  awk 'NF == 0 { place = 0; print; next } { print $0, $1 "-" place++ }' "$project/config/tiny/$split.txt" >"$work/$split.txt"
done
many=(--set "corpora.0.train=$work/train.txt" --set "corpora.0.test=$work/test.txt"
  --set 'corpora.0.columns={many: 3}' --set 'tasks=[{name: many, corpus: sentences, column: many}]'
  --set 'variants={raw: {}}' --set seeds=1 --set analyses.control=false --set probe.unit_operations=1e7)

# same_heads A B: what units that train found is equal, byte for byte.
same_heads() {
  diff -r "$1/probes" "$2/probes" || fail "heads of $1 and $2 differ"
}

# The whole grid: chains of penalties, heads on all neurons and on some.
few=(--set probe.epochs=4 --set 'probe.lambda={l1: [0, 1e-3], l2: 0}' --set 'analyses.minimal={delta: 5, draws: 1}')
run_with 0 "$work/alone" "${many[@]}" "${few[@]}" 2>"$work/log"
run_with 4 "$work/four" "${many[@]}" "${few[@]}" 2>"$work/log"
same_results "$work/alone" "$work/four"
shared=$(grep -c '"ranks":' "$work/four/journal.jsonl")
[ "$shared" -ge 1 ] || fail "$shared units were shared by ranks"
! grep -q '"ranks":' "$work/alone/journal.jsonl" || fail "a rank by itself shared a unit"

# Two heads, the first of which takes longer than any launch lasts.
long=(--set probe.epochs=600 --set 'probe.lambda={l1: 1e-3, l2: 0}' --until train)
run_with 0 "$work/at_once" "${many[@]}" "${long[@]}" 2>"$work/log"
snapshot=$work/pieces/probes/random-bert/many/raw.train-1.head-0.h5.snapshot

# disturb RANKS SIGNAL: starts the run, and sends one rank the signal when heads have been trained for a while.
disturb() {
  run_with "$1" "$work/pieces" "${many[@]}" "${long[@]}" 2>"$work/messages" &
  local launcher=$! code=0 rank
  wait_until grep -qs '"unit":"complete/' "$work/pieces/journal.jsonl"
  sleep 2
  rank=$(ranks_of "$work/pieces" | tail -1)
  [ -n "$rank" ] || fail "no rank left to disturb"
  kill -"$2" "$rank"
  wait "$launcher" || code=$?
  [ "$code" -ne 0 ] || fail "the run ended well in spite of SIG$2"
  [ ! -e "${snapshot%.snapshot}" ] || fail "the head was over before it was disturbed"
}

disturb 4 USR1
[ -e "$snapshot" ] || fail "no snapshot after SIGUSR1"
disturb 3 KILL
disturb 2 USR1
run_with 4 "$work/pieces" "${many[@]}" "${long[@]}" 2>"$work/messages"
same_heads "$work/at_once" "$work/pieces"
grep -q '/head-0".*"ranks":' "$work/pieces/journal.jsonl" || fail "the last launch did not share the first head"
