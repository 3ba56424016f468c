#!/usr/bin/env bash
# The commands beside `run`, as a user calls them.
source "$(dirname "$0")/lib.sh"
model=$project/config/tiny/model

expect_code 0 "$neurank" plan "$grid" --ranks 2 --threads 1
grep -q "random-bert/pos/raw" "$work/output" || fail "plan does not list the cells"
grep -q "^predicted " "$work/output" || fail "plan does not predict the time"
expect_code 0 "$neurank" plan "$project/config/demo.yaml" --ranks 2 --threads 1 # models of every kind are measured
grep -qE "^minimal +[0-9]+ +[0-9.]+ +[0-9]+\.[0-9]$" "$work/output" || fail "plan does not tell the stages' processor time"

expect_code 0 "$neurank" alignment "$grid"
grep -q "^random-bert " "$work/output" || fail "alignment does not list the model"

echo "the quiet cat" | "$neurank" tokenize --model "$model" >"$work/output"
python3 - "$work/output" <<'PYTHON'
import json, sys
line = json.load(open(sys.argv[1]))
assert line["words"] == ["the", "quiet", "cat"], line
assert line["pieces"] == ["[CLS]", "the", "q", "##u", "##i", "##e", "##t", "cat", "[SEP]"], line
assert [line["pieces"][b:e] for b, e in line["spans"]][1] == ["q", "##u", "##i", "##e", "##t"], line
PYTHON

expect_code 0 "$neurank" extract --model "$model" --corpus "$project/config/tiny/test.txt" --column pos=1 \
  --output "$work/one.h5"
expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" extract --model "$model" \
  --corpus "$project/config/tiny/test.txt" --column pos=1 --output "$work/two.h5"
[ -s "$work/one.h5" ] && [ -s "$work/two.h5" ] || fail "extract wrote nothing"
cmp "$work/one.alignment.json" "$work/two.alignment.json" || fail "two ranks count words and pieces otherwise than one"
python3 - "$work/one.alignment.json" <<'PYTHON'
import json, sys
found = json.load(open(sys.argv[1]))
assert sum(k * n for k, n in enumerate(found["words_by_pieces"])) == found["pieces"], found
assert sum(found["words_by_pieces"]) == found["words"] and found["words_without_pieces"] == 0, found
PYTHON
# Neurons of the feed-forward parts, of some layers: all ranks agree, tables and findings name them.
expect_code 0 run_with 2 "$work/mlp" --set extract.site=mlp --set "extract.layers=[-1]"
grep -q "site mlp" "$work/mlp/findings.txt" || fail "the findings do not name the site"
python3 - "$work/mlp/tables/ranking.csv" "$work/mlp/tables/layers.csv" <<'PYTHON'
import csv, sys
for name in sys.argv[1:]:
    rows = list(csv.DictReader(open(name)))
    assert rows and {row["site"] for row in rows} == {"mlp"}, rows[0]
    assert {row["layer"] for row in rows} == {"3"}, "the last of the model's three layers"
assert all(row["neuron"].startswith("L03:") for row in csv.DictReader(open(sys.argv[1])))
PYTHON
# Its neurons are shown, with what they respond to.
expect_code 0 "$neurank" inspect "$work/mlp"
[ "$(grep -cE "^(pos|chunk) +(raw|zscored) +[0-9]+ +L03:[0-9]+ " "$work/output")" -eq 40 ] || fail "not ten neurons a cell"
neuron=$(sed -n 2p "$work/mlp/tables/cards.csv" | cut -d, -f3)
expect_code 0 "$neurank" inspect "$work/mlp" --neuron "$neuron" --label DT --word river
grep -q "^neuron $neuron of random-bert$" "$work/output" || fail "inspect shows no neuron"
grep -qE "^  z [+-][0-9.]+  .*\[[^]]+\]" "$work/output" || fail "inspect marks no word of a sentence"
grep -qE "^pos +(raw|zscored) +L03:[0-9]+ +[12] " "$work/output" || fail "inspect shows no neurons of a label"
grep -qE "^sentences +L03:[0-9]+ +(positive|negative) " "$work/output" || fail "inspect shows no neurons of a word"
expect_code 1 "$neurank" inspect "$work/mlp" --word rivr
says "did you mean river\?"
expect_code 1 "$neurank" inspect "$work/mlp" --task chunk --label DT
says "label DT: there is none; tables/label_means.csv names them"
expect_code 1 "$neurank" inspect "$work"
says "holds no results"
# What that run measured tells the time of other ranks; a run that has done a part leaves the rest to be measured here.
mlp=(--set extract.site=mlp --set "extract.layers=[-1]")
expect_code 0 "$neurank" plan "$grid" "${mlp[@]}" --set "output=$work/mlp" --nodes 2 --ranks 4 --measured "$work/mlp"
units=$(grep -c '"state":"done"' "$work/mlp/journal.jsonl")
grep -q "^measured  $units of $units units in $work/mlp$" "$work/output" || fail "plan does not take the measured times"
grep -qx "folder    $units units reused, 0 new" "$work/output" && grep -qx "left      0:00" "$work/output" || fail "plan repeats what is done"
grep -qE "^predicted [0-9:]+, ranks at work [0-9]+ %: 4 ranks x 1 threads on 2 hosts$" "$work/output" ||
  fail "plan does not predict the time of two hosts"
expect_code 1 "$neurank" plan "$grid" --measured "$work/mlp" --threads 2
says "ranks of the run in $work/mlp had 1"
expect_code 1 "$neurank" plan "$grid" --measured "$work"
says "--measured: $work: does not hold a run"
expect_code 0 "$neurank" plan "$grid" --measured "$work/mlp"
grep -q "^warning: $work/mlp ran another grid, .*extract.site is mlp there and residual here" "$work/messages" ||
  fail "plan takes times of another grid without a word"
expect_code 1 "$neurank" plan "$grid" --nodes 2 --ranks 1
says "fewer than the hosts"
expect_code 1 run_with 2 "$work/small" --set resources.memory=100MiB
says "are not enough for the program and random-bert/"
[ ! -e "$work/small/journal.jsonl" ] || fail "a run without room was begun"
expect_code 1 "$neurank" extract --model "$model" --corpus "$project/config/tiny/test.txt" --layers 4 --output "$work/no.h5"
says "layers 4 of model .*: it has the layers 0 to 3"
expect_code 2 "$neurank" extract --model "$model" --corpus "$work/absent" --output "$work/three.h5"
[ ! -e "$work/three.h5" ] && [ ! -e "$work/three.h5.partial" ] || fail "a failed extract left a file"
[ -z "$(find "$work" -name '*.alignment' -o -name '*.partial')" ] || fail "extract left something of its work"

# What shards counted is lost, as when a run of an earlier version goes on: it is counted again.
expect_code 0 run_with 0 "$work/counted" --until extract
counted=$work/counted/activations/random-bert/sentences.alignment.json
cp "$counted" "$work/counted.json"
rm "$counted"
sed -i '/"complete\//d' "$work/counted/journal.jsonl"
expect_code 0 run_with 0 "$work/counted" --until extract
cmp "$counted" "$work/counted.json" || fail "what is counted again is not the same"

expect_code 0 "$neurank" generate --sentences 50 --seed 4
cp "$work/output" "$work/made.conll"
expect_code 0 "$neurank" generate --sentences 50 --seed 4 --format text
python3 - "$work/made.conll" "$work/output" <<'PYTHON'
import sys
sentences = [[line.split(" ") for line in block.split("\n")] for block in open(sys.argv[1]).read().strip().split("\n\n")]
assert len(sentences) == 50 and all(len(fields) == 8 for sentence in sentences for fields in sentence)
text = open(sys.argv[2]).read().splitlines()
assert text == [" ".join(fields[0] for fields in sentence) for sentence in sentences]
PYTHON
expect_code 0 "$neurank" extract --model "$model" --corpus "$work/made.conll" --column pos=1 --output "$work/made.h5"
expect_code 1 "$neurank" generate --sentences 0
says "sentences 0: must be a whole number from 1 to 1000000000"
made='[{name: sentences, format: generated, train: {sentences: 60}, dev: {sentences: 20}, test: {sentences: 20}}]'
expect_code 0 run_with 0 "$work/made" --set "corpora=$made" --set "variants={raw: {}}" --set seeds=1
expect_code 0 "$neurank" verify "$work/made"

xlnet=$project/tests/data/xlnet
for gelu in tanh erf; do
  expect_code 0 "$neurank" states --model "$xlnet" --ids "$xlnet/inputs.json" --output "$work/$gelu" --gelu "$gelu"
done
expect_code 0 "$neurank" states --model "$xlnet" --ids "$xlnet/inputs.json" --output "$work/default"
cmp -s "$work/tanh" "$work/default" || fail "gelu is not tanh unless told"
! cmp -s "$work/tanh" "$work/erf" || fail "--gelu changes nothing"
expect_code 1 "$neurank" states --model "$xlnet" --ids "$xlnet/inputs.json" --output "$work/none" --gelu sigmoid
says "gelu sigmoid: is not one of tanh, erf"
expect_code 1 "$neurank" extract --model "$model" --gelu erf --corpus "$project/config/tiny/test.txt" \
  --column pos=1 --output "$work/none.h5"
says "gelu of model model: a model of family bert has one activation"

cp -r "$grid" "$project/config/tiny" "$work"
expect_code 0 "$neurank" run "$work/tiny.yaml" --output "$work/run" --set resources.threads=1 --set seeds=1 \
  --set variants.zscored.probe.epochs=1
grep -q "All neurons name the label of" "$work/run/findings.txt" || fail "the run says nothing of what it found"
for choice in 1 2 3; do expect_code 0 "$neurank" verify "$work/run" --choice "$choice"; done
grep -q "^same  *models/random-bert" "$work/output" || fail "verify does not hold the model against its hash"
! grep -q -E "^(CHANGED|DIFFERS)" "$work/output" || fail "verify finds fault with a sound run"
echo "more NN B-NP" >>"$work/tiny/test.txt"
cp "$work/run/run.yaml" "$work/run.yaml"
sed -i '/step: /d' "$work/run/run.yaml"
expect_code 1 "$neurank" verify "$work/run" --choice 1
says "a version of neurank that did not know variants.raw.probe.step"
cp "$work/run.yaml" "$work/run/run.yaml"
expect_code 2 "$neurank" verify "$work/run" --choice 1
grep -q "^CHANGED  corpora/sentences" "$work/output" || fail "verify does not see that the corpus has changed"
cp "$project/config/tiny/test.txt" "$work/tiny/test.txt"
# A head with other weights, and the heads of one variant in place of the other's
cp -r "$work/run/probes" "$work/probes"
/usr/bin/python3 - "$work"/run/probes/random-bert/*/*.train-1.h5 <<'PYTHON'
import h5py, sys
for path in sys.argv[1:]:
    with h5py.File(path, "r+") as file:
        for head in ("task/full", "task/unregularized", "control/full"):
            file[f"arrays/{head}/weights"][...] *= -1
PYTHON
expect_code 4 "$neurank" verify "$work/run" --choice 1
grep -q "^DIFFERS  random-bert" "$work/output" || fail "verify does not see that a head is another"
rm -r "$work/run/probes" && mv "$work/probes" "$work/run/probes"
for task in pos chunk; do
  cd "$work/run/probes/random-bert/$task"
  mv raw.train-1.h5 held && mv zscored.train-1.h5 raw.train-1.h5 && mv held zscored.train-1.h5
  cd "$OLDPWD"
done
expect_code 2 "$neurank" verify "$work/run" --choice 1
grep -q "^CHANGED  fingerprints of .* files of units: train/random-bert/pos/raw/1 and 4 in all" "$work/output" ||
  fail "verify does not see that files were swapped"

expect_code 0 "$neurank" doctor
grep -q -i "blas" "$work/output" || fail "doctor does not name the BLAS"
expect_code 0 "$neurank" --version
grep -q "^SentencePiece: *[0-9u]" "$work/output" || fail "the version does not name the release of SentencePiece"
expect_code 0 "$neurank" --help
