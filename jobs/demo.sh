#!/usr/bin/env bash
# From a bare checkout to findings, without network but for packages: builds neurank (an installation has it) and probes the
# four small language models in config/demo for five tasks. Arguments are those of local.sh after the grid: [RANKS [options of `neurank run`]]
set -euo pipefail
jobs=$(cd "$(dirname "$0")" && pwd)
exec "$jobs/local.sh" "$jobs/../config/demo.yaml" "$@"
