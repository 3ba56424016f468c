#!/usr/bin/env bash
# A node fails at once, as a power cut would have it. Needs namespaces (exit code 77).   crash.sh FOLDER NODE
set -euo pipefail
lab=$(cd "$1" && pwd) node=$2
[ "$(cat "$lab/etc/isolation")" = namespaces ] || { echo "SKIPPED: nodes share the machine" >&2; exit 77; }
outer=$(awk -v name="slurmd.$node" '$1 == name { print $2 }' "$lab/pids")
kill -KILL "$(pgrep -P "$outer" -f node_init.sh)"
