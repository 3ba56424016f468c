#!/usr/bin/env bash
# Whether clang-tidy finds mistakes in the program's sources (.clang-tidy says which it looks for):
#   tests/tidy.sh [PATTERN of paths]
# Takes a quarter of an hour on two cores, so --all and CI leave it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs/setup.sh clang-tidy libomp-dev
cmake --preset tidy >/dev/null
cmake --build build/tidy --target neurank_revision >/dev/null # makes a header

# Clang reads LibTorch's headers as C++20 only when this one comes first.
check() { run-clang-tidy -p build/tidy -j "$(nproc)" -quiet "$@" 2>/dev/null | grep -v 'clang-tidy-[0-9]* ' || true; }
pattern=${1:-.}
found=$(check "(src|pipeline)/(?!model/|pretrain/).*$pattern" && check -extra-arg=-includeATen/core/ivalue.h "src/(model|pretrain)/.*$pattern")
echo "${found:-clang-tidy finds nothing}"
[ -z "$found" ]
