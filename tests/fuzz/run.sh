#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a time: tests/fuzz/run.sh [SECONDS [TARGET...]]. What a target learns stays
# in build/fuzz/corpus/TARGET; an input that breaks it is left there too, and its name is printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:-60}
[ $# -gt 0 ] && shift
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz

binaries=build/fuzz/tests/fuzz
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for list in "$binaries"/fuzz_*.seeds; do
    target=${list##*/fuzz_}
    targets+=("${target%.seeds}")
  done
fi
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  IFS=';' read -ra seeds <"$binaries/fuzz_$target.seeds" || true
  echo "== $target"
  "$binaries/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
    -max_len=16384 -print_final_stats=1 -verbosity=0 -artifact_prefix="$corpus/broken-" "$corpus" "${seeds[@]}"
done
