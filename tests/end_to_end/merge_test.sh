#!/usr/bin/env bash
# Promise: runs of one model each, of one grid, merge to the bytes of one run of the whole; parts that are missing,
# unfinished, doubled, or of another grid or input are all named, and nothing is merged.
source "$(dirname "$0")/lib.sh"
cp -r "$project/config/tiny" "$project/config/tiny.yaml" "$work"
grid=$work/tiny.yaml
sed -i "/name: random-bert/a\\  - {name: second, path: tiny/model, random_weights: true}" "$grid"
short=(--set probe.epochs=3 --set analyses.nulls.draws=5)
[ "$("$neurank" plan "$grid" --models | paste -sd,)" = random-bert,second ] || fail "plan --models"
run_with 2 "$work/whole" "${short[@]}" 2>"$work/log"
run_with 2 "$work/first" "${short[@]}" --model random-bert 2>"$work/log"
[ "$(cut -d, -f1 "$work/first/tables/minimal.csv" | sort -u | paste -sd,)" = model,random-bert ] || fail "not a part"

expect_code 1 "$neurank" merge "$work/merged" "$work/first" "$work/second"
says "$work/second: does not hold a run"
expect_code 1 "$neurank" merge "$work/merged" "$work/first"
says "cell second/pos/raw is in no part; .*cell second/chunk/zscored is in no part; nothing was merged"
run_with 2 "$work/second" "${short[@]}" --model second --until train 2>"$work/log"
cp -r "$work/first" "$work/again"
expect_code 1 "$neurank" merge "$work/merged" "$work/first" "$work/second"
says "$work/second: [0-9]+ of [0-9]+ units are not done; nothing was merged"
run_with 2 "$work/second" "${short[@]}" --model second 2>"$work/log"
expect_code 1 "$neurank" merge "$work/merged" "$work/first" "$work/second" "$work/again"
says "cell random-bert/pos/raw is in $work/first and in $work/again"
run_with 0 "$work/other" "${short[@]}" --model second --set seeds=1 2>"$work/log"
expect_code 1 "$neurank" merge "$work/merged" "$work/first" "$work/other"
says "$work/other: is not of the grid of $work/first \(seeds is 2 there and 1 here\)"
expect_code 1 run_with 0 "$work/none" --model third
says "third.*random-bert"
[ ! -e "$work/merged" ] || fail "a refused merge made a folder"

for ranks in 1 2; do
  "$mpirun" --oversubscribe --bind-to none -n "$ranks" "$neurank" merge "$work/merged$ranks" "$work/first" \
    "$work/second" 2>"$work/log" || { cat "$work/log" >&2; fail "did not merge"; }
  grep -Eq "^[0-9]+ units reused, 4 new$" "$work/log" || fail "computed more than the comparisons"
  same_results "$work/whole" "$work/merged$ranks"
done
expect_code 0 "$neurank" merge "$work/merged1" "$work/first" "$work/second"
grep -Eq "^[0-9]+ units reused, 0 new$" "$work/messages" || fail "a second merge does something"
expect_code 0 "$neurank" verify "$work/merged1" --choice 1
rm -r "$work/first" "$work/second"
run_with 0 "$work/merged1" "${short[@]}" 2>"$work/log"
same_results "$work/whole" "$work/merged1"
