#!/usr/bin/env bash
# Promise: with every further analysis off and every definition the paper's, the tables are those of the program before
# it had them (tests/data/tables_before), but for what was wrong in these: the script below lists it.
source "$(dirname "$0")/lib.sh"

run_with 2 "$work/run" --set analyses.ranking.min_count=0 --set analyses.minimal.reference=full \
  --set analyses.ablation.masked=zero --set analyses.bootstrap.draws=0 --set analyses.nulls.draws=0 \
  --set variants.raw.probe.epochs=10 2>"$work/log"
python3 - "$project/tests/data/tables_before" "$work/run/tables" <<'PYTHON'
import csv, sys

# What tells rows apart, beside the cell.
KEYS = {"accuracy": ["seed", "labels", "split", "neurons", "how", "keep", "n", "draw"], "architectures": ["metric"],
        "baselines": ["split"], "labels": ["seed", "delta", "label"], "lambda": ["l1", "l2"],
        "layers": ["seed", "delta", "layer"], "metrics": ["seed", "metric"], "minimal": ["seed", "delta"],
        "ranking": ["seed", "neuron"], "sharing": ["seed", "delta"], "stability": ["k"]}
# Columns that a correction touches in every row.
TOUCHED = {"sharing": {"expected_jaccard"},            # random sets of all neurons, not of the union
           "architectures": {"ci_low", "ci_high"}}     # Student's, and of words where they are counted
# An accuracy of no words was 0 and is empty; so are baselines of no words.
EMPTY_NOW = {"accuracy": "accuracy", "baselines": "ambiguous_word_majority"}
# Minimal sets at one delta depended on the other deltas that were asked for: some are others now.
MOST_OTHER_SETS = 2

def rows(folder, table):
    """Those of minimal sets, where others are of fixed sizes, which were not there."""
    with open(f"{folder}/{table}.csv") as lines:
        return [row for row in csv.DictReader(lines) if row.get("delta") != ""]

def by_key(table, listed):
    keys = ["model", "task", "variant"] + KEYS[table]
    found = {tuple(row[key] for key in keys): row for row in listed}
    assert len(found) == len(listed), f"{table}: keys are not unique"
    return found

def is_of_other_set(row):
    """Whether a row is about a minimal set that is another one now, or a mean with one."""
    delta = row.get("delta") or row.get("metric", "").partition("@")[2]
    return any((row["model"], row["task"], row["variant"], delta) == other[:4] and row.get("seed", other[4]) == other[4]
               for other in others)

before, now = sys.argv[1:]
others = set()
for key, row in by_key("minimal", rows(before, "minimal")).items():
    if by_key("minimal", rows(now, "minimal"))[key]["n"] != row["n"]:
        others.add((row["model"], row["task"], row["variant"], row["delta"], row["seed"]))
assert len(others) <= MOST_OTHER_SETS, others

compared = 0
for table in KEYS:
    old, new = by_key(table, rows(before, table)), by_key(table, rows(now, table))
    differences, values = [], 0
    for key, row in old.items():
        assert key in new, f"{table}: no row {key}"
        if is_of_other_set(row):
            continue
        for column, text in row.items():
            if column in TOUCHED.get(table, ()):
                continue
            found = new[key][column]
            if column == EMPTY_NOW.get(table) and text == "0" and found == "":
                continue
            values += 1
            try:
                same = abs(float(text) - float(found)) <= 1e-3 * max(1, abs(float(text)))
            except ValueError:
                same = text == found
            if not same:
                differences.append((key, column, text, found))
    # A last bit, which differs between processors, may turn a word here and there.
    assert len(differences) <= values / 200, f"{table}: {len(differences)} of {values} values differ: {differences[:5]}"
    compared += values
    print(f"{table}: {values} values, {len(differences)} differ")
assert compared > 25000, compared
PYTHON
