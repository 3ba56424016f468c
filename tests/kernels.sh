#!/usr/bin/env bash
# Runs the unit tests of the dev build once more with every set of kernels that OpenBLAS and LibTorch hold for this
# processor and its predecessors: their products differ in the last bits, and a test must hold on all of them. Those of
# statistics alone multiply nothing that matters to the last bit, and take half of the time. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
features=" $(grep -m1 '^flags' /proc/cpuinfo || true) "

# OpenBLAS's name of the kernels, LibTorch's name of the instructions, what the processor must have for both
while read -r kernels instructions needed; do
  for feature in $needed; do
    if [[ $features != *" $feature "* ]]; then
      echo "skipped: $kernels kernels, this processor has no $feature"
      continue 2
    fi
  done
  echo "unit tests with $kernels kernels and $instructions instructions"
  OPENBLAS_CORETYPE=$kernels ATEN_CPU_CAPABILITY=$instructions ctest --preset dev -L unit -LE statistics -j2 "$@" </dev/null | grep -vE 'Passed|^ *Start '
done <<'END'
Prescott default pni
Sandybridge default avx
Haswell avx2 avx2 fma
Zen avx2 avx2 fma
SkylakeX avx512 avx512f avx512dq avx512bw avx512vl
END
