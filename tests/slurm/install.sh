#!/usr/bin/env bash
# Installs SLURM and munge for the tests, as far as they are missing, and neither starts nor enables any service: the tests
# run daemons of their own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PATH=$PATH:/usr/sbin:/sbin
command -v slurmctld slurmd munged sbatch >/dev/null && exit 0
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
policy=/usr/sbin/policy-rc.d # asked by packages before they start a service
if [ ! -e "$policy" ]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
jobs/setup.sh slurmctld slurmd slurm-client munge slurm-wlm-basic-plugins libpmix-dev
command -v systemctl >/dev/null && "${as_root[@]}" systemctl --quiet disable munge slurmctld slurmd
