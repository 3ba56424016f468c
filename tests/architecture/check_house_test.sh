#!/usr/bin/env bash
# The checks of check_house.py find what they are for, and nothing in this checkout. Argument: PROJECT_FOLDER
set -euo pipefail
project=$1
check=(python3 "$project/tests/architecture/check_house.py")
work=$(mktemp -d "${TMPDIR:-/tmp}/neurank-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

"${check[@]}" "$project"

mkdir -p "$work/src/base"
{ echo 'int longest() {'; printf '  step();\n%.0s' {1..39}; echo '}'; } >"$work/src/base/a.cpp"
printf '/// Told.\nint told();\n\nint untold();\n' >"$work/src/base/a.hpp"
printf '| question | open |\n| Where is A? | `src/base/a.cpp` |\n| Where is B? | `src/base/b.cpp` |\n' >"$work/README.md"
code=0
"${check[@]}" "$work" >"$work/found" || code=$?
diff - "$work/found" <<'BREACHES'
src/base/a.cpp:1: longest has 41 lines, 40 are allowed
src/base/a.hpp:4: untold is public and has no comment
README.md:3: there is no src/base/b.cpp
BREACHES
[ "$code" -eq 1 ]
