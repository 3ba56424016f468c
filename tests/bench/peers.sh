#!/usr/bin/env bash
# Certified heads beside scikit-learn's saga, in one run, float32, one core each: tests/bench/peers.sh FILE.h5... LABELS
#   WORDS NEURONS. The files are activation files, of whose columns the first are taken, z-scored. Installs scikit-learn in a
# temporary folder. Needs a build with -DNEURANK_BUILD_BENCH=ON in build/release.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6 h5py==3.16.0
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
"$work/python/bin/python" "$here/peers.py" "$here/../../build/release/bench/solve_bench" "$work" "$@"
