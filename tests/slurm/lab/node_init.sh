#!/usr/bin/env bash
# The first process of a node in namespaces of its own: gives it a host name, /etc/hosts and /dev/shm, runs its slurmd and
# reaps orphans. When it ends the kernel kills all that is left of the node.   node_init.sh FOLDER NODE
set -uo pipefail
lab=$1 node=$2
hostname "$node"
mount -t tmpfs -o size=1g,mode=1777 tmpfs /dev/shm
mount --bind "$lab/etc/hosts" /etc/hosts
export SLURM_CONF=$lab/etc/slurm.conf
slurmd -D -f "$SLURM_CONF" -N "$node" &
slurmd=$!
trap 'kill -TERM "$slurmd" 2>/dev/null' TERM INT
while kill -0 "$slurmd" 2>/dev/null; do wait "$slurmd"; done # a trapped signal ends `wait` early
exit 0
