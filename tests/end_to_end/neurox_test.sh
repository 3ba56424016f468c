#!/usr/bin/env bash
# Promise: what a run exports for NeuroX is what its probes saw, bit for bit, nothing is lost without a word, and a run
# on the exported files finds the same; rankings made elsewhere are held against those of a run.
source "$(dirname "$0")/lib.sh"

# The tiny grid on text between tabs, with blanks in words, repeated sentences and a task that leaves words out.
cp -r "$project/config/tiny" "$work"
sed 's/ /\t/g' "$project/config/tiny/train.txt" | sed '0,/^tree\t/s//old tree\t/; 0,/^likes\t/s//likes\xc2\xa0it\t/' >"$work/tiny/train.txt"
sed 's/ /\t/g' "$project/config/tiny/test.txt" >"$work/tiny/test.txt"
head -20 "$project/config/tiny/test.txt" | sed 's/ /\t/g' | awk '{ print } /^$/ { exit }' >"$work/tiny/first.txt"
{ cat "$work/tiny/first.txt" "$work/tiny/first.txt"; printf '.\t.\tO\n\n'; } >>"$work/tiny/test.txt"
sed 's/column: pos, level: morphology/&, ignore: [., NNP]/' "$project/config/tiny.yaml" >"$work/tiny.yaml"
grid=$work/tiny.yaml
few=(--set probe.epochs=3 --set probe.lambda.l2=1e-3 --set analyses.bootstrap.draws=0 --set analyses.nulls.draws=0
  --set analyses.top_words.neurons=0 --set 'analyses.rankings=[weight_mass, probeless, anova]')
run_with 0 "$work/run" "${few[@]}" 2>"$work/log"

expect_code 0 "$neurank" export "$work/run" --neurox "$work/out/"
[ -z "$(find "$work" -name '*partial*')" ] || fail "the export left something of its work"
grep -qE "^random-bert/pos/raw +[0-9]+ +[0-9]+ +0 +[1-9][0-9]* +2 +5$" "$work/output" || { cat "$work/output"; fail "the export does not say what it left out"; }
cells=$work/out/random-bert
[ "$cells/chunk/raw/train.hdf5" -ef "$cells/chunk/zscored/train.hdf5" ] || fail "equal activations are stored twice"
[ ! "$cells/chunk/raw/train.hdf5" -ef "$cells/pos/raw/train.hdf5" ] || fail "tasks with other words share a file"

/usr/bin/python3 - "$work/run" "$cells" <<'PYTHON'
import csv, json, sys
import h5py, numpy
run, cells = sys.argv[1:]
source = h5py.File(f"{run}/activations/random-bert/sentences.h5")
stored, offsets = source["activations"], source["sentence_offsets"][:]
words = [word.decode() for word in source["words"][:]]
layers, width = int(source.attrs["layers"]), int(source.attrs["width"])

def labels_of(column):
    labels = source[f"labels/{column}"]
    names = [name.decode() if isinstance(name, bytes) else name for name in labels.attrs["names"]]
    return [names[i] for i in labels[:]]

def load(path):
    """As NeuroX's loader does: sentences in the order of the index, layers side by side."""
    file = h5py.File(path)
    index = json.loads(file["sentence_to_index"][0])
    assert [*index.values()] == [str(i) for i in range(len(index))] and len(file) == len(index) + 1, path
    return [*index], [numpy.swapaxes(file[i][:], 0, 1).reshape(-1, layers * width) for i in index.values()]

def check(task, column, ignored):
    labels = labels_of(column)
    with open(f"{cells}/{task}/raw/words.csv") as lines:
        notes = [*csv.DictReader(lines)]
    for split in ("train", "dev", "test"):
        begin, end = source[f"splits/{split}"][:]
        sentences = [range(a, b) for a, b in zip(offsets, offsets[1:]) if begin <= a and b <= end]
        used = [[row for row in rows if labels[row] not in ignored] for rows in sentences]
        kept = [rows for rows in used if rows]
        stem = f"{cells}/{task}/raw/{split}"
        index, activations = load(stem + ".hdf5")
        assert len(activations) == len(kept), (split, len(activations), len(kept))
        for rows, found in zip(kept, activations):
            assert found.dtype == numpy.float32 and numpy.array_equal(found, stored[rows].astype(numpy.float32))
        spelt = lambda text: "_".join(text.split())
        lines = [line.strip().split() for line in open(stem + ".word", encoding="utf-8")]
        assert lines == [[spelt(words[row]) for row in rows] for rows in kept], split
        assert [line.strip().split() for line in open(stem + ".label")] == [[labels[row] for row in rows] for rows in kept]
        # Each word that is missing or another one has a note with its place.
        for note in notes:
            if note["split"] != split: continue
            row = sentences[int(note["sentence"]) - 1][int(note["word"]) - 1]
            assert words[row] == note["text"], note
        expected = sum(labels[row] in ignored for rows in sentences for row in rows)
        assert sum(n["split"] == split and n["note"] == "left out by the task" for n in notes) == expected
        texts = [" ".join(line) for line in lines]
        for name, text, i in zip(index, texts, range(len(texts))):
            before = texts[:i].count(text)
            assert name == text + (f" (Occurrence {before + 1})" if before else ""), (name, text, before)
        if split == "test": assert any("(Occurrence 3)" in name for name in index)
    assert sorted(n["note"] for n in notes if n["note"].startswith("written")) == ["written as likes_it", "written as old_tree"]

check("pos", "pos", {".", "NNP"})
check("chunk", "chunk", set())

# Rankings are those of the table.
table = {}
with open(f"{run}/tables/ranking.csv") as lines:
    for row in csv.DictReader(lines):
        if row["task"] == "pos" and row["variant"] == "zscored":
            table.setdefault(f'{row["method"]}.{row["seed"]}', []).append(int(row["layer"]) * width + int(row["index"]))
assert set(table) == {"weight_mass.1", "weight_mass.2", "weight_mass.merged", "probeless.1", "anova.1"}, set(table)
for name, order in table.items():
    found = json.load(open(f"{cells}/pos/zscored/rankings/{name}.json"))
    assert found["ordering"] == order, name
    has_labels = name not in ("weight_mass.merged", "anova.1")
    assert set(found["labels"]) == ({"DT", "IN", "JJ", "NN", "NNS", "RB", "VBP", "VBZ"} if has_labels else set()), name
with h5py.File(f"{run}/probes/random-bert/pos/zscored.train-2.h5") as unit:
    weights = abs(unit["arrays/task/full/weights"][:])
found = json.load(open(f"{cells}/pos/zscored/rankings/weight_mass.2.json"))["labels"]
for label, row in zip(sorted(found), weights):
    assert set(found[label]) == set(numpy.flatnonzero(row)) and [*row[found[label]]] == sorted(row[found[label]], reverse=True), label
facts = json.load(open(f"{cells}/pos/zscored/cell.json"))
assert facts["layers"] == [0, 1, 2, 3] and facts["width"] == 40 and facts["standardized_by_probes"] is True, facts
PYTHON

# A run on what was exported has the same activations, heads and rankings.
cat >"$work/again.yaml" <<YAML
experiment: again
output: again
seeds: 2
models: [{name: random-bert, activations: [$cells/pos/raw/train.hdf5, $cells/pos/raw/dev.hdf5, $cells/pos/raw/test.hdf5]}]
corpora:
  - {name: sentences, format: parallel, columns: {pos: label}, train: $cells/pos/raw/train.word, dev: $cells/pos/raw/dev.word, test: $cells/pos/raw/test.word}
tasks: [{name: pos, corpus: sentences, column: pos}]
$(sed -n '/^probe:/,$p' "$work/tiny.yaml")
YAML
grid=$work/again.yaml
run_with 0 "$work/again" "${few[@]}" 2>"$work/log"
pos_rows() { grep ",pos," "$1/tables/ranking.csv"; }
[ "$(pos_rows "$work/run")" = "$(pos_rows "$work/again")" ] || fail "the run on exported files ranks otherwise"
/usr/bin/python3 - "$work/run" "$work/again" <<'PYTHON'
import sys
import h5py, numpy
first, again = [h5py.File(f"{run}/activations/random-bert/sentences.h5") for run in sys.argv[1:]]
labels = first["labels/pos"]
names = [name.decode() if isinstance(name, bytes) else name for name in labels.attrs["names"]]
used = [i for i, label in enumerate(labels[:]) if names[label] not in (".", "NNP")]
assert first["activations"][:][used].tobytes() == again["activations"][:].tobytes()
PYTHON
grid=$work/tiny.yaml

# Rankings made elsewhere.
pos=(--task pos --variant raw)
expect_code 0 "$neurank" agreement "$work/run" --ranking "$cells/pos/raw/rankings/probeless.1.json" "${pos[@]}"
grep -qE "^probeless +1 +1.000 +1.000 +1.000 +1.000 +1.000$" "$work/output" || fail "a ranking does not agree with itself"
grep -qE "^ranking +seed +first 1 +first 6 +first 10 +first 30 +first 50$" "$work/output" || fail "other sizes are compared"
grep -qE "^chance +0.006 " "$work/output" || fail "chance is not told"
grep -q "^Label NN, 160 neurons in the file" "$work/output" || fail "labels are not compared"
echo '[[3, 1, 4, 15, 9, 2, 6, 5, 35, 8, 97, 93], [2, 2, 7, 12]]' >"$work/pair.json"
expect_code 0 "$neurank" agreement "$work/run" --ranking "$work/pair.json" "${pos[@]}"
grep -qE "^ranking +seed +first 1 +first 6 +first 10 +first 12$" "$work/output" || fail "a partial list is compared beyond its end"
grep -q "^Cut between two cutoffs, .*: first 1, 6, 10$" "$work/output" || fail "an arbitrary cut is not told"
expect_code 1 "$neurank" agreement "$work/run" --ranking "$work/pair.json" --task pos
says "2 cells of the run are meant, as random-bert/pos/raw and random-bert/pos/zscored; name one"
echo '{"ordering": [3, 1, 160]}' >"$work/bad.json"
expect_code 2 "$neurank" agreement "$work/run" --ranking "$work/bad.json" "${pos[@]}"
says "bad.json: ordering\[2\] is 160; the run's neurons are 0 to 159"
echo '{"overall": [3, 1], "NX": [3]}' >"$work/bad.json"
expect_code 2 "$neurank" agreement "$work/run" --ranking "$work/bad.json" "${pos[@]}"
says "bad.json: \"NX\" is neither a label of the cell nor a name of the task's list"

# What cannot be is refused, and leaves nothing.
expect_code 1 "$neurank" export "$work/run" --neurox "$work/out"
says "out: is there already; name another folder"
expect_code 1 "$neurank" export "$work/run" --neurox "$work/other" --task poss
says "task poss: there is none in the run; did you mean pos\?"
expect_code 1 "$neurank" export "$work" --neurox "$work/other"
says "does not hold a run"
mv "$work/run/activations/random-bert/sentences.h5" "$work/aside.h5"
expect_code 2 "$neurank" export "$work/run" --neurox "$work/other" --variant raw
says "sentences.h5"
[ -z "$(find "$work" -maxdepth 1 -name 'other*')" ] || fail "a failed export left something"
