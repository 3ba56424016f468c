#!/usr/bin/env bash
# Promise: the language models of the demo have learned to read context: part of speech of words whose type has several is
# told better than by each word's most frequent one, by every model but the untrained one.
source "$(dirname "$0")/lib.sh"

# The demo's grid on part of speech alone.
sed -e "s|path: demo/|path: $project/config/demo/|" -e '/^  - {name: [a-z]*, corpus: generated, column: \(number\|chunk\|ccg\|sem\),/d' \
  -e '/^exclude:/,$d' "$project/config/demo.yaml" >"$work/demo.yaml"
expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" run "$work/demo.yaml" --output "$work/run" \
  --set resources.threads=1 --set seeds=1 --set analyses.minimal.draws=1 --set analyses.minimal.delta=2

python3 - "$work/run/tables" <<'PYTHON'
import csv, sys
def rows(name):
    return list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
baseline = {r["model"]: float(r["ambiguous_word_majority"]) for r in rows("baselines") if r["split"] == "test"}
accuracy = {(r["model"], r["split"]): float(r["accuracy"]) for r in rows("accuracy")
            if r["labels"] == "task" and r["how"] == "full"}
twins = ["bert", "xlnet", "elmo", "t-elmo"]
for model in twins:
    assert accuracy[model, "ambiguous"] > baseline[model] + 0.05, (model, accuracy[model, "ambiguous"], baseline[model])
worst = min(accuracy[model, "test"] for model in twins)
assert accuracy["untrained-bert", "test"] < worst - 0.1, (accuracy["untrained-bert", "test"], worst)
PYTHON
