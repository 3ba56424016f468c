#!/usr/bin/env bash
# Promise: five pretraining runs of each of two families, and two draws of untrained weights, are compared as groups: by
# intervals over runs, whose variance is split into what it comes from, and findings speak of groups, not of checkpoints.
source "$(dirname "$0")/lib.sh"

# Sentences of the tiny grid, a line each.
awk 'NF { line = line (line == "" ? "" : " ") $1; next } line != "" { print line; line = "" }' \
  "$project/config/tiny/train.txt" >"$work/text.txt"

{
  cat <<EOF
experiment: groups
output: run
seeds: 2
models:
  - {name: untrained, path: models/bert-1, random_weights: {draws: 2}}
EOF
  for family in bert xlnet; do
    for run in 1 2 3 4 5; do echo "  - {name: $family-$run, path: models/$family-$run, group: $family}"; done
  done
  cat <<EOF
corpora:
  - {name: tiny, format: conll, columns: {pos: 1}, train: $project/config/tiny/train.txt, dev: {every: 5},
     test: $project/config/tiny/test.txt}
tasks:
  - {name: pos, corpus: tiny, column: pos}
probe: {epochs: 3, batch: 64, learning_rate: 0.01, lambda: {l1: 1e-3, l2: 1e-4}}
analyses:
  ablation: {draws: 1}
  minimal: {delta: 2, draws: 1}
  nulls: {draws: 0, random_sets: 0, shadows: false}
  stability: {pairs: 0}
resources: {threads: 1}
pretrain:
  text: text.txt
  output: models
  families: [bert, xlnet]
  vocabulary: {pieces: 60}
  layers: 2
  width: 16
  heads: 2
  feed_forward: 32
  steps: 100
  batch: 16
  warmup: 20
  seeds: 5
EOF
} >"$work/grid.yaml"

expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" pretrain "$work/grid.yaml"
for file in config.json vocab.txt; do
  cmp "$work/models/bert-1/$file" "$work/models/bert-5/$file" || fail "$file of two runs differ"
done
! cmp -s "$work/models/bert-1/model.safetensors" "$work/models/bert-2/model.safetensors" || fail "two runs are the same"
expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" pretrain "$work/grid.yaml" \
  --set pretrain.seeds=1 --set pretrain.seed=2 --set pretrain.families=bert --set "pretrain.output=$work/second"
cmp "$work/models/bert-2/model.safetensors" "$work/second/bert/model.safetensors" || fail "the second run has another seed"

expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" run "$work/grid.yaml"
python3 - "$work/run/tables" <<'PYTHON'
import csv, statistics, sys
def rows(name):
    return list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
accuracy = {r["model"]: float(r["value"]) for r in rows("architectures") if r["metric"] == "accuracy"}
groups = {r["group"]: r for r in rows("groups") if r["metric"] == "accuracy"}
assert [groups[g]["runs"] for g in ("untrained", "bert", "xlnet")] == ["2", "5", "5"], groups
for family in ("bert", "xlnet"):
    runs = [accuracy[f"{family}-{run}"] for run in range(1, 6)]
    row = {key: float(groups[family][key]) for key in ("value", "ci_low", "ci_high", "sd_runs", "sd_starts", "sd_words")}
    assert abs(row["value"] - statistics.mean(runs)) < 1e-9, (row, runs)
    assert row["ci_low"] < row["value"] < row["ci_high"]
    assert 0 < row["sd_words"] < 0.05 and row["sd_runs"] < statistics.stdev(runs) + 1e-9, (row, runs)
tests = {(r["group_a"], r["group_b"]): r for r in rows("group_tests") if r["metric"] == "accuracy"}
assert tests["bert", "xlnet"]["p_adjusted"] and not tests["untrained", "bert"]["p_adjusted"], tests
names = {r["model_a"] for r in rows("architecture_tests")} | {r["model_b"] for r in rows("architecture_tests")}
assert not names, names
PYTHON
grep -q "Groups of 5 pretraining runs or more differ" "$work/run/findings.txt" || fail "findings do not speak of groups"
! grep -q "one checkpoint each" "$work/run/findings.txt" || fail "findings call runs of groups checkpoints"
! grep -q "untrained less" "$work/run/findings.txt" || fail "findings call draws of random weights pretraining runs"
