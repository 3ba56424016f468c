#!/usr/bin/env bash
# Whether all C++ is laid out as .clang-format says. To mend it: tests/style.sh --fix
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=(--dry-run -Werror)
if [[ ${1:-} == --fix ]]; then mode=(-i); fi

jobs/setup.sh clang-format
find src pipeline tests -name '*.cpp' -o -name '*.hpp' | sort | xargs clang-format "${mode[@]}"
