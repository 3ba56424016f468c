#!/usr/bin/env bash
# Prints where the program is, for the launchers beside this script: where NEURANK says; in an installation it is there, in
# a checkout what is missing is installed and the program alone built first, fast: build/release/neurank.
set -euo pipefail
if [ -n "${NEURANK:-}" ]; then echo "$NEURANK"; exit; fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ ! -e "$root/CMakeLists.txt" ]; then
  cd "$root/../../bin" && echo "$PWD/neurank"
  exit
fi
cd "$root"
jobs/setup.sh
(cmake --preset release && cmake --build --preset release --target neurank) >&2
echo "$root/build/release/neurank"
