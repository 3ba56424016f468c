#!/usr/bin/env bash
# Predicts the paper's grid, config/paper.yaml, on nodes of 64 one-thread ranks: tests/bench/paper.sh [NEURANK] [NODES]...
# In place of the published models and corpora stand models of the same shapes, trained for a step, and sentences of the grammar, as
# many, as long and with as many labels as the paper says (Table 4). Takes minutes, and 3 GiB of memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
neurank=${1:-build/release/neurank}
shift $(($# < 1 ? $# : 1))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NEURANK_MODELS=$work/models NEURANK_CORPORA=$work/corpora
mkdir -p "$work"/models "$work"/corpora/{ptb,pmb,conll2000,ccgbank}

"$neurank" generate --sentences 100000 | awk 'NF { print $1 }' >"$work/words"
"$neurank" generate --sentences 200 --format text >"$work/text"
# model FAMILY NAME LAYERS WIDTH HEADS FEED_FORWARD: trained for a single step
model() {
  cat >"$work/pretrain.yaml" <<END
pretrain: {text: $work/text, output: $work/models, families: [$1], layers: $3, width: $4, heads: $5, feed_forward: $6,
  vocabulary: {pieces: 500}, steps: 1, batch: 2, warmup: 0}
END
  "$neurank" pretrain "$work/pretrain.yaml" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  [ "$1" = "$2" ] || mv "$work/models/$1" "$work/models/$2"
}
model bert bert-base-cased 12 768 12 3072
model xlnet xlnet-base-cased 12 768 12 3072
sed -i s/gelu_new/gelu/ "$work/models/xlnet-base-cased/config.json" # as it is published
model elmo elmo 2 1024 8 4096
model transformer-elmo transformer-elmo 6 1024 8 2048

# sentences COUNT WORDS LABELS FIELD: words and labels; every label occurs, the frequent ones first
sentences() {
  awk -v sentences="$1" -v words="$2" -v labels="$3" '
    { word[NR] = $1 }
    END {
      for (s = 0; s < sentences; ++s) {
        for (w = 0; w < words; ++w) {
          n = s * words + w
          label = n < labels ? n : int(labels ^ ((n * 7919 % 10007) / 10007)) - 1
          print word[n % NR + 1], "L" label
        }
        print ""
      }
    }' "$work/words"
}
corpus() { # FOLDER SUFFIX WORDS LABELS TRAIN DEV TEST FORMAT
  local counts=("$5" "$6" "$7") splits=(train dev test) i
  for i in 0 1 2; do
    sentences "${counts[i]}" "$3" "$4" | awk -v OFS='\t' "$8" >"$work/corpora/$1/${splits[i]}.$2"
  done
}
tree='NF { tree = tree "(<T S 0 2> (<L " $2 " X X " $1 " " $2 ">) "; ends = ends ")" }
  !NF { print "ID=text." ++n " PARSER=GOLD NUMPARSE=1"; print tree "(<L . . . . .>)" ends; tree = ends = "" }'
corpus ptb txt 24 44 36557 1802 1963 '{ print $1, $2 }'
corpus pmb conll 7 73 36928 5301 10600 'NR == 1 { print "# tok:gold", "sem:gold" } { print $1, $2 }'
corpus conll2000 txt 24 22 8881 1843 2011 '{ print $1, $1, $2 }'
corpus ccgbank auto 22 1271 39101 1908 2404 "$tree"

(($# > 0)) || set -- 1 4 16
for nodes in "$@"; do "$neurank" plan config/paper.yaml --nodes "$nodes" --ranks $((64 * nodes)) --threads 1; done
