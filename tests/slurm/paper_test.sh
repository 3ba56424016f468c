#!/usr/bin/env bash
# Promise: jobs/paper.sh names all of the paper's models and corpora that are missing, and where each is published, and
# submits nothing; with all of them there it shows the plan and submits the grid, which runs. The models are the demo's,
# the corpora invented sentences.
source "$(dirname "$0")/lib.sh"
# In a folder of its own, as the stand-ins change the grid's size.
mkdir "$work/project"
cp -r "$project/jobs" "$project/slurm" "$work/project"
mkdir "$work/project/config" "$work/models" "$work/corpora"
sed -e 's/^seeds: 3/seeds: 1/; s/epochs: 10/epochs: 2/; s/l\([12]\): \[0, .*\]/l\1: [0, 1e-3]/; s/, gelu: tanh//; /zscored/d' \
  "$project/config/paper.yaml" >"$work/project/config/paper.yaml"
export NEURANK=$neurank NEURANK_MODELS=$work/models NEURANK_CORPORA=$work/corpora
start_lab 2 2
code=0
"$work/project/jobs/paper.sh" "$work/run" chain >"$work/output" 2>"$work/messages" || code=$?
[ "$code" -eq 1 ] || fail "exit code $code with empty folders"
[ "$(grep -c "^missing: " "$work/messages")" -eq 20 ] || { cat "$work/messages" >&2; fail "not 20 files are missing"; }
for one in "models/bert-base-cased/config.json (the model bert-base-cased" "models/elmo/\*.hdf5 (AllenNLP" \
  "corpora/ptb/dev.txt (Penn Treebank" "corpora/ccgbank/test.auto (CCGbank"; do
  grep -q "^missing: $work/$one" "$work/messages" || fail "does not name $one"
done
[ -z "$(squeue --noheader --states=all)" ] || fail "something was submitted"

ln -s "$project/config/demo/bert" "$work/models/bert-base-cased"
ln -s "$project/config/demo/xlnet" "$work/models/xlnet-base-cased"
ln -s "$project/config/demo/elmo" "$work/models/elmo"
ln -s "$project/config/demo/transformer-elmo" "$work/models/transformer-elmo"
"$neurank" generate --sentences 60 >"$work/text"
mkdir "$work"/corpora/{ptb,pmb,conll2000,ccgbank}
for split in train dev test; do
  awk 'NF { print $1, $2 } !NF' "$work/text" >"$work/corpora/ptb/$split.txt"
  awk 'NF { print $1, $2, $3 } !NF' "$work/text" >"$work/corpora/conll2000/$split.txt"
  { printf '# tok:gold\tsem:gold\n'; awk -v OFS='\t' 'NF { print $1, $5 } !NF' "$work/text"; } \
    >"$work/corpora/pmb/$split.conll"
  awk 'NF { tree = tree "(<T S 0 2> (<L " $4 " " $2 " " $2 " " $1 " " $4 ">) "; ends = ends ")" }
    !NF && tree { print "ID=text." ++n " PARSER=GOLD NUMPARSE=1"; print tree "(<L . . . . .>)" ends; tree = ends = "" }' \
    "$work/text" >"$work/corpora/ccgbank/$split.auto"
done
"$work/project/jobs/paper.sh" "$work/run" chain --ntasks=2 --cpus-per-task=1 --output="$work/job-%j.log" \
  >"$work/output" 2>"$work/messages" || { cat "$work/messages" >&2; fail "does not submit"; }
grep -q "^predicted " "$work/output" || fail "shows no plan"
read -r extract probe < <(tail -n 1 "$work/output")
ends_as "$extract" 60 "JobState=COMPLETED Restarts=0"
ends_as "$probe" 200 "JobState=COMPLETED Restarts=0"
[ "$(cut -d, -f1,2 "$work/run/tables/minimal.csv" | sort -u | wc -l)" -eq 17 ] || fail "not four models on four tasks"
