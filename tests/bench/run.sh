#!/usr/bin/env bash
# Speed as ratios within one run, against targets: tests/bench/run.sh   (about 15 minutes on two cores; exit 1 below one)
#   --quick [BUILD]   every row on little work, without targets: shows in minutes that all of them still run
# Builds what it runs in build/release, unless BUILD is given. Rows of published models and corpora need the folder `shared`
# beside this checkout. BENCHMARKS.md explains the rows and keeps figures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
quick=false build=build/release
if [[ ${1:-} == --quick ]]; then quick=true; build=${2:-$build}; fi
if [[ -z ${2:-} ]]; then
  cmake --preset release -DNEURANK_BUILD_BENCH=ON >/dev/null
  cmake --build --preset release
fi
export OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 NEURANK_DATA=$PWD/../shared
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bench=$build/bench rows=$work/rows text=$NEURANK_DATA/corpora/conll2000/train.txt
[[ -e $text ]] || text=config/tiny/train.txt

row() { printf '%s\t%.4g\n' "$@" | tee -a "$rows"; }
rows_of() { "$@" | tee -a "$rows"; }
first_number() { "$@" | cut -f2; }

# No variable set against the best kernels.
if [[ -n ${OPENBLAS_CORETYPE:-}${OPENBLAS_L2_SIZE:-} ]]; then
  echo "kernels: set by the environment: not measured"
else
  best=0
  for kernels in Haswell Zen SkylakeX; do # more than the processor has: OpenBLAS takes what it can
    [[ $kernels != SkylakeX ]] || grep -q avx512vl /proc/cpuinfo || continue
    speed=$(OPENBLAS_CORETYPE=$kernels first_number "$bench/bank_bench" --speed)
    best=$(awk "BEGIN {print ($speed > $best ? $speed : $best)}")
  done
  row kernels "$(awk "BEGIN {print $(first_number "$bench/bank_bench" --speed) / $best}")"
fi

rows_of "$bench/bank_bench" $($quick && echo --quick)
rows_of "$bench/schedule_bench" $($quick && echo --quick)
rows_of mpirun --oversubscribe --bind-to none -n 16 "$bench/claims_bench" $($quick && echo --quick)
for ranks in 1 2; do
  rows_of mpirun --oversubscribe --bind-to none -n "$ranks" "$bench/team_bench" $($quick && echo --quick)
done
rows_of "$bench/store_bench" "$work" $($quick && echo 4000 || echo 30000)

pairs=$($quick && echo 1 || echo 5)
for model in bert-mini xlnet-mini; do
  [[ ! -e $NEURANK_DATA/models/$model ]] ||
    rows_of "$bench/extraction_bench" "$NEURANK_DATA/models/$model" "$text" $($quick && echo 60 || echo 600) "$pairs"
done
# 2.2 GB of weights, which are written to $work and removed with it, and room for the files of others.
if (($(df --output=avail -k "$work" | tail -1) < 6 << 20)); then
  echo "extraction/llama: less than 6 GB of free disk in $work: not measured"
else
  rows_of "$bench/extraction_bench" llama "$text" $($quick && echo 4 1 2 || echo 200 1 22)
fi
rows_of "$bench/extraction_bench" bert "$text" $($quick && echo 2 || echo 60) $($quick && echo 1 || echo 3)

# Knockoffs of neurons of a published model, for labels that known ones make.
if [[ -e $NEURANK_DATA/models/bert-mini ]]; then
  "$build/neurank" extract --model "$NEURANK_DATA/models/bert-mini" --corpus "$NEURANK_DATA/corpora/conll2000/train.txt" \
    --output "$work/bert.h5" 2>"$work/log" || { tail -5 "$work/log" >&2; exit 1; }
  rows_of "$bench/knockoff_bench" "$work/bert.h5" 2 $($quick && echo --quick)
fi

# Certified heads on states and MLP neurons of a published model, 9984 together.
if [[ -e $NEURANK_DATA/models/minilm-l6 ]]; then
  head -n $($quick && echo 3000 || echo 25000) "$NEURANK_DATA/corpora/conll2000/train.txt" >"$work/text"
  for site in residual mlp; do
    "$build/neurank" extract --model "$NEURANK_DATA/models/minilm-l6" --corpus "$work/text" --column pos=1 \
      --site $site --output "$work/$site.h5" 2>"$work/log" || { tail -5 "$work/log" >&2; exit 1; }
  done
  rows_of "$bench/exact_bench" "$work/residual.h5" "$work/mlp.h5" pos $($quick && echo 2000 400 --quick || echo 20000 9984)
  rows_of "$bench/wide_bench" "$work/residual.h5" pos $($quick && echo 2048 "$work" --quick || echo 98304 "$work")
fi

# A grid of one cell: two ranks, and two threads, against one; both as parts of what two processes of products reach.
grid=config/tiny.yaml settings=(--set "variants={raw: {}}" --set "include=[{task: pos}]")
if ! $quick && [[ -e $NEURANK_DATA/models/bert-mini ]]; then
  grid=config/conll2000-mini.yaml
  settings+=(--set extract.max_words=40000 --set probe.epochs=4)
fi
seconds_of_run() { # RANKS THREADS
  local start=$EPOCHREALTIME
  OMP_NUM_THREADS=$2 mpirun --oversubscribe --bind-to none -n "$1" "$build/neurank" run "$grid" --output "$work/run" --redo \
    "${settings[@]}" >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; exit 1; }
  awk "BEGIN {print $EPOCHREALTIME - $start}"
}
one=$(seconds_of_run 1 1)
"$build/neurank" plan "$grid" --ranks 2 --threads 1 --measured "$work/run" "${settings[@]}" >"$work/plan"
forecast=$(awk '/^predicted / { n = split($2, part, ":"); for (i = 1; i <= n; ++i) s = 60 * s + part[i]; print s }' "$work/plan")
two_ranks=$(seconds_of_run 2 1) two_threads=$(seconds_of_run 1 2)
alone=$(first_number "$bench/bank_bench" --products)
(first_number "$bench/bank_bench" --products >"$work/a") & (first_number "$bench/bank_bench" --products >"$work/b")
wait
both=$(awk "BEGIN {print $(cat "$work/a") + $(cat "$work/b")}")
row two_ranks "$(awk "BEGIN {print $one / $two_ranks / ($both / $alone)}")"
row forecast "$(awk "BEGIN {print $forecast < $two_ranks ? $forecast / $two_ranks : $two_ranks / $forecast}")"
row two_threads "$(awk "BEGIN {print $one / $two_threads / ($both / $alone)}")"

$quick && exit
tests/bench/compare.awk tests/bench/targets.txt "$rows"
