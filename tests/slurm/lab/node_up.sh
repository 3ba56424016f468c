#!/usr/bin/env bash
# Starts a node of a lab that is up, or starts it again:   node_up.sh FOLDER NODE
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
lab=$(cd "$1" && pwd) node=$2
export SLURM_CONF=$lab/etc/slurm.conf
cd "$lab"
sed -i "/^slurmd\.$node /d" "$lab/pids"
if [ "$(cat "$lab/etc/isolation")" = none ]; then
  setsid slurmd -D -f "$SLURM_CONF" -N "$node" >>"$lab/log/slurmd.$node" 2>&1 </dev/null &
else
  setsid unshare --uts --mount --pid --ipc --fork --mount-proc --propagation private --kill-child=KILL \
    bash "$here/node_init.sh" "$lab" "$node" >>"$lab/log/slurmd.$node" 2>&1 </dev/null &
fi
echo "slurmd.$node $!" >>"$lab/pids"
