#!/usr/bin/env bash
# Starts a SLURM of its own on this machine: munged, slurmctld and several slurmd, all on 127.0.0.1, everything in one
# folder.
#   up.sh FOLDER NODES CPUS_A_NODE PORT [LINE_OF_SLURM.CONF]...
# As root each node has namespaces of its own (host name, /dev/shm, processes), so that crash.sh can kill it whole; else
# all share the machine's. Then: source FOLDER/env.sh. End with down.sh FOLDER. Exit code 77: no SLURM is installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
for program in munged mungekey slurmctld slurmd sinfo sbatch; do
  command -v "$program" >/dev/null || { echo "SKIPPED: no $program" >&2; exit 77; }
done
umask 022
mkdir -p "$1"/{etc,munge,state,log,pid,sock}
lab=$(cd "$1" && pwd) nodes=$2 cpus=$3 port=$4
shift 4
chmod 700 "$lab/munge"
for node in $(seq "$nodes"); do mkdir -p "$lab/n$node"/{spool,tmp}; done
: >"$lab/pids"
fail() {
  echo "FAILED: $*" >&2
  tail -n 5 "$lab"/log/* >&2 || true
  "$here/down.sh" "$lab" >&2
  exit 1
}
# has_come SECONDS COMMAND...: waits until the command succeeds
has_come() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

if [ "$(id -u)" -eq 0 ] && unshare --uts --mount --pid --ipc --fork true 2>/dev/null; then isolation=namespaces; else
  isolation=none
fi
echo "$isolation" >"$lab/etc/isolation"
{
  echo "127.0.0.1 localhost $(hostname -s)"
  for node in $(seq "$nodes"); do echo "127.0.0.1 n$node"; done
} >"$lab/etc/hosts"

mungekey -c -k "$lab/munge/key"
setsid munged -F --key-file="$lab/munge/key" --socket="$lab/sock/munge.sock" --pid-file="$lab/munge/munged.pid" \
  --log-file="$lab/munge/munged.log" --seed-file="$lab/munge/seed" --num-threads=2 >"$lab/log/munged" 2>&1 </dev/null &
echo "munged $!" >>"$lab/pids"
has_come 10 test -S "$lab/sock/munge.sock" || fail "munged did not start"

# Several slurmd on one machine need %n in all their paths. CPUs are declared, not real. cred_expire is also how long a
# requeued job waits before it may start again. The rest makes reactions quick.
{
  cat <<CONF
ClusterName=lab
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$lab/sock/munge.sock,cred_expire=5
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SrunPortRange=$((port + 100))-$((port + 399))
StateSaveLocation=$lab/state
SlurmdSpoolDir=$lab/%n/spool
TmpFS=$lab/%n/tmp
SlurmctldPidFile=$lab/pid/slurmctld.pid
SlurmdPidFile=$lab/pid/slurmd.%n.pid
SlurmctldLogFile=$lab/log/slurmctld.log
SlurmdLogFile=$lab/log/slurmd.%n.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=2
ReturnToService=1
JobRequeue=1
SlurmctldTimeout=10
SlurmdTimeout=10
MessageTimeout=10
BatchStartTimeout=10
KillWait=5
UnkillableStepTimeout=20
MinJobAge=3600
InactiveLimit=0
CONF
  for node in $(seq "$nodes"); do
    echo "NodeName=n$node NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + node)) CPUs=$cpus RealMemory=4000"
  done
  echo "PartitionName=test Nodes=n[1-$nodes] Default=YES MaxTime=INFINITE DefaultTime=5 State=UP"
  for line in "$@"; do echo "$line"; done
} >"$lab/etc/slurm.conf"
# Virtual nodes of one host name would take each other's shared memory.
if [ "$isolation" = none ]; then transports=self,tcp; else transports=self,vader,tcp; fi
cat >"$lab/env.sh" <<ENV
export SLURM_CONF=$lab/etc/slurm.conf
export OMPI_MCA_pml=ob1 OMPI_MCA_osc=^ucx OMPI_MCA_btl=$transports
export OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_btl_tcp_disable_family=6
ENV
export SLURM_CONF=$lab/etc/slurm.conf

cd "$lab"
setsid slurmctld -D -f "$SLURM_CONF" >"$lab/log/slurmctld" 2>&1 </dev/null &
echo "slurmctld $!" >>"$lab/pids"
for node in $(seq "$nodes"); do "$here/node_up.sh" "$lab" "n$node"; done
all_idle() { [ "$(timeout 5 sinfo -h -N -o '%N %T' 2>/dev/null | sort -u | grep -c ' idle$')" -eq "$nodes" ]; }
has_come 30 all_idle || fail "the nodes are not idle after 30 s"
