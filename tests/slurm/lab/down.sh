#!/usr/bin/env bash
# Ends what up.sh has started, by the process numbers that it wrote down, and its jobs before that.   down.sh FOLDER
set -uo pipefail
[ -e "$1/pids" ] || exit 0
lab=$(cd "$1" && pwd)
export SLURM_CONF=$lab/etc/slurm.conf
# A number counts only while it is a process of this lab.
is_ours() { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$lab"; }
numbers() { awk -v name="$1" 'index($1, name) == 1 { print $2 }' "$lab/pids"; }
stop() { # NUMBER; of a node in namespaces its first process
  is_ours "$1" || return 0
  local inner
  inner=$(pgrep -P "$1" -f node_init.sh)
  kill -TERM "${inner:-$1}" 2>/dev/null
  for _ in $(seq 50); do
    is_ours "$1" || return 0
    sleep 0.1
  done
  kill -KILL "${inner:-$1}" 2>/dev/null
}
if is_ours "$(numbers slurmctld)"; then # jobs first, so that no step is left
  jobs=$(timeout 5 squeue -h -o %A | sort -u)
  if [ -n "$jobs" ]; then
    # shellcheck disable=SC2086  # one word a job
    timeout 5 scancel $jobs
    for _ in $(seq 60); do
      [ -z "$(timeout 5 squeue -h -t R,CG,PD,S -o %A)" ] && break
      sleep 0.2
    done
  fi
fi
for number in $(numbers slurmd.) $(numbers slurmctld) $(numbers munged); do stop "$number"; done
rm -f "$lab/pids"
