#!/usr/bin/env bash
# The grid of the paper, config/paper.yaml, on a cluster: says what of its models and corpora is missing and where each is
# published, shows the plan, and submits it.
#   jobs/paper.sh OUTPUT_DIR [job | chain | array] [options of sbatch]
# `job` is slurm/neurank.sbatch, and what is meant when nothing is said; chain and array are slurm/chain.sh and array.sh.
# NEURANK_MODELS and NEURANK_CORPORA name the two folders that hold everything.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:?OUTPUT_DIR is missing} how=${2:-job}
shift $(($# < 2 ? 1 : 2))
case $how in job | chain | array) ;; *) echo "paper.sh: $how is none of job, chain and array" >&2; exit 1 ;; esac
models=${NEURANK_MODELS:-config/models} corpora=${NEURANK_CORPORA:-config/corpora}
neurank=$(jobs/program.sh)

missing=0
# needs FOLDER PUBLISHED FILE...: in the folder; "a|b": one of them
needs() {
  local folder=$1 published=$2 file one found
  shift 2
  for file in "$@"; do
    found=
    for one in ${file//|/ }; do if compgen -G "$folder/$one" >/dev/null; then found=yes; fi; done
    if [ -z "$found" ]; then
      echo "missing: $folder/${file//|/ or } ($published)" >&2
      missing=1
    fi
  done
}
weights="model.safetensors|pytorch_model.bin"
needs "$models/bert-base-cased" "the model bert-base-cased of Devlin et al. 2019, on the Hugging Face Hub" \
  config.json "$weights" "vocab.txt|tokenizer.json"
needs "$models/xlnet-base-cased" "the model xlnet-base-cased of Yang et al. 2019, on the Hugging Face Hub" \
  config.json "$weights" "spiece.model|tokenizer.json"
needs "$models" "AllenNLP's bidirectional Transformer language model of Peters et al. 2018b, as transformer-elmo/model.tar.gz" \
  "transformer-elmo/model.tar.gz|transformer-elmo/config.json"
needs "$models/elmo" "AllenNLP's ELMo of Peters et al. 2018a: options and weights" options.json "*.hdf5"
needs "$corpora/ptb" "Penn Treebank, Linguistic Data Consortium, LDC99T42" train.txt dev.txt test.txt
needs "$corpora/pmb" "Parallel Meaning Bank, University of Groningen" train.conll dev.conll test.conll
needs "$corpora/conll2000" "shared task of CoNLL 2000 on chunking" train.txt test.txt
needs "$corpora/ccgbank" "CCGbank, Linguistic Data Consortium, LDC2005T13: sections put together" train.auto dev.auto test.auto
if [ "$missing" -ne 0 ]; then echo "paper.sh: nothing was submitted" >&2; exit 1; fi

export NEURANK_MODELS=$models NEURANK_CORPORA=$corpora
"$neurank" plan config/paper.yaml
export NEURANK=$neurank
case $how in
  job) sbatch "$@" slurm/neurank.sbatch config/paper.yaml "$output" ;;
  chain) slurm/chain.sh config/paper.yaml "$output" "$@" ;;
  array) slurm/array.sh config/paper.yaml "$output" "$@" ;;
esac
