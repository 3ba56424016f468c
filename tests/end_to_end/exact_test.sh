#!/usr/bin/env bash
# Promise: exact heads are the same bits on any number of ranks and however often they are stopped, certified, and another computation finds the same
# certificates; heads that take too many passes are kept and marked.
source "$(dirname "$0")/lib.sh"

exact=(--set 'tasks=[{name: pos, corpus: sentences, column: pos}]' --set 'analyses.minimal={delta: 5, draws: 1}'
  --set 'variants={adam: {}, exact: {probe: {solver: exact, standardize: true, unit_operations: 1e7,
    lambda: {l1: [1e-3, 1e-2], l2: 1e-3}}}}')

run_with 0 "$work/alone" "${exact[@]}" 2>"$work/log"
for ranks in 2 4; do
  run_with "$ranks" "$work/ranks$ranks" "${exact[@]}" 2>"$work/log"
  same_results "$work/alone" "$work/ranks$ranks"
done

shared=$(grep -c '"ranks":' "$work/ranks4/journal.jsonl")
[ "$shared" -ge 1 ] || fail "$shared exact heads were shared by ranks"

# count_heads FOLDER SOLVER CERTIFIED: rows of convergence.csv; columns by the header's order
count_heads() {
  awk -F, -v solver="$2" -v certified="$3" '$12 == solver && $18 == certified { n++ } END { print n + 0 }' \
    "$1/tables/convergence.csv"
}
[ "$(count_heads "$work/alone" exact 1)" -ge 40 ] || fail "too few certified heads"
[ "$(count_heads "$work/alone" exact 0)" -eq 0 ] || fail "heads that are not certified"
[ "$(count_heads "$work/alone" adam '')" -eq 6 ] || fail "not six heads of Adam"
! grep -q 'certified' "$work/alone/findings.txt" || fail "the findings doubt certified heads"
grep -q 'duality gap of 1e-04' "$work/alone/methods.txt" || fail "the methods do not say how heads were found"

# The task's head is the same in both repetitions; that of the control task is not.
awk -F, '$12 == "exact" && $7 == "full" && $6 == "all" && $4 != "" { gap[$5 "," $4] = $13 }
  END { exit !(gap["task,1"] > 0 && gap["task,1"] == gap["task,2"] && gap["control,1"] != gap["control,2"]) }' \
  "$work/alone/tables/convergence.csv" || fail "repetitions differ, or do not"

certificates=0
for choice in 1 2 3 4 5 6 7 8; do
  "$neurank" verify "$work/alone" --choice "$choice" >"$work/output" || fail "verify: $(cat "$work/output")"
  certificates=$((certificates + $(grep -c '^same .*relative gap' "$work/output" || true)))
done
[ "$certificates" -ge 1 ] || fail "no certificate was checked"

# Stopped once the search of the exact variant is over, gone on with by another number of ranks.
stop_once '"unit":"lambda/[^"]*exact[^"]*","state":"done"' "$work/stopped" "${exact[@]}"
run_with 0 "$work/stopped" "${exact[@]}" 2>"$work/log"
same_results "$work/alone" "$work/stopped"

run_with 2 "$work/few" "${exact[@]}" --set variants.exact.probe.max_passes=2 2>"$work/log"
[ "$(count_heads "$work/few" exact 0)" -ge 1 ] || fail "nothing is left uncertified after two passes"
tr -s '\n ' '  ' <"$work/few/findings.txt" | grep -q 'heads not certified' || fail "the findings do not say so"

expect_code 1 run_with 0 "$work/bad" "${exact[@]}" --set variants.exact.probe.lambda.l2=1e-6
says 'variants.exact.probe.lambda.l2: 1e-06 is below 1e-5'
