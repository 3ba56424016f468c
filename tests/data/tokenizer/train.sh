#!/usr/bin/env bash
# Trains the two SentencePiece models of this folder again (package sentencepiece 0.1.97).
set -euo pipefail
cd "$(dirname "$0")"

train() {
  spm_train --character_coverage=1 --split_by_number=false --normalization_rule_tsv=rules.tsv --num_threads=1 "$@"
}

train --input=text.txt --model_prefix=spiece --vocab_size=220 \
  --control_symbols='<cls>,<sep>,<pad>,<mask>,<eod>' --user_defined_symbols='<eop>,(,)'
mv spiece.model xlnet/

tr 'A-Z' 'a-z' < text.txt > lower.txt
train --input=lower.txt --model_prefix=spiece --vocab_size=200 --pad_id=0 --unk_id=1 --bos_id=-1 --eos_id=-1 \
  --control_symbols='[CLS],[SEP],[MASK]' --user_defined_symbols='(,)'
mv spiece.model albert/
rm spiece.vocab lower.txt
