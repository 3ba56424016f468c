#!/usr/bin/env bash
# Installs what is missing and builds the program alone, fast: build/release/neurank.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs/setup.sh
(cmake --preset release && cmake --build --preset release --target neurank) >&2
