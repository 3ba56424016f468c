#!/usr/bin/env bash
# Everything from a bare Debian 12 machine to tested: installs what is missing, builds with assertions, runs all tests.
# With --all first, also checks the sources' style, installs a browser and LaTeX for the tests that are skipped without
# them, repeats the unit tests with other processors' kernels and runs the benchmarks on little work, as CI does.
# Other arguments go to ctest, as in: tests/run.sh -R probe
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
all=false
if [[ ${1:-} == --all ]]; then all=true; shift; fi

jobs/setup.sh ccache libgtest-dev python3-h5py
if $all; then
  tests/style.sh
  tests/slurm/install.sh
  jobs/setup.sh dpkg-dev file texlive-latex-base texlive-latex-recommended chromium chromium-driver
fi
cmake --preset dev
cmake --build --preset dev
ctest --preset dev "$@"
if $all; then
  tests/kernels.sh "$@"
  cmake --preset dev -DNEURANK_BUILD_BENCH=ON
  cmake --build --preset dev
  tests/bench/run.sh --quick build/dev
fi
