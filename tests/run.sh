#!/usr/bin/env bash
# Everything from a bare Debian 12 machine to tested: installs what is missing, builds with assertions, runs all tests.
# Arguments go to ctest, as in: tests/run.sh -R probe
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs/setup.sh
cmake --preset dev
cmake --build --preset dev
ctest --preset dev "$@"
