#!/usr/bin/env bash
# Makes the pictures of the README from the demo's results, with Chromium: docs/pictures.sh [RUN]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
run=$(realpath "${1:-results/demo}")
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p docs/pictures
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --user-data-dir="$profile" \
  --hide-scrollbars --window-size=1100,900 --screenshot="$PWD/docs/pictures/report.png" "file://$run/report.html"
cp "$run/figures/curves-number.svg" docs/pictures/curves.svg
