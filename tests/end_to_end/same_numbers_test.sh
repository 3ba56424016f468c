#!/usr/bin/env bash
# Promise: the same grid gives the same bits on one process, 1, 2 and 4 ranks.
source "$(dirname "$0")/lib.sh"

run_with 0 "$work/alone"
for ranks in 1 2 4; do
  run_with "$ranks" "$work/ranks$ranks"
  same_results "$work/alone" "$work/ranks$ranks"
done

# The numbers are of something: the probe beats the majority, the top neurons beat random ones, these the bottom ones.
awk -F, '
  $1 == "random-bert" && $2 == "pos" && $6 == "test" && $5 == "task" {
    if ($8 == "full") { all += $12; seeds++ }
    if ($8 == "masked_mean" && $9 == 0.2) { sum[$7] += $12; count[$7]++ }
  }
  END {
    for (kind in sum) mean[kind] = sum[kind] / count[kind]
    printf "all %.3f, top %.3f, random %.3f, bottom %.3f\n", all / seeds, mean["top"], mean["random"], mean["bottom"]
    exit !(seeds == 4 && all / seeds > 0.9 && mean["top"] > mean["random"] + 0.05 && mean["random"] > mean["bottom"])
  }' "$work/alone/tables/accuracy.csv" || fail "accuracies are not in order"
