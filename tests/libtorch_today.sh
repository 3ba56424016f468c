#!/usr/bin/env bash
# Builds against the LibTorch in today's CPU wheel of PyTorch, in a temporary folder, and runs the unit tests with it, by
# hand:
#   tests/libtorch_today.sh [RELEASE]   (2.13.0 when left out; half an hour on two cores, 6 GB of disk)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
release=${1:-2.13.0}
work=$(mktemp -d "${TMPDIR:-/tmp}/neurank-libtorch.XXXXXX")
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "torch==$release"
prefix=$("$work/venv/bin/python" -c 'import torch; print(torch.utils.cmake_prefix_path)')
cmake -S . -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$work/build"
"$work/build/neurank" doctor --folder "$work"

ctest --test-dir "$work/build" --label-regex unit --output-on-failure
for ranks in 1 2 4; do
  mpirun --oversubscribe --bind-to none -n "$ranks" "$work/build/neurank" run config/tiny.yaml --output "$work/$ranks" \
    --set resources.threads=1 >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; exit 1; }
  cmp "$work/1/results.h5" "$work/$ranks/results.h5"
done
echo "1, 2 and 4 ranks: the same results.h5"
