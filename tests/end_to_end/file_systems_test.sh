#!/usr/bin/env bash
# Promise: hints for MPI-IO are given, and those that are not taken are named; an MPI-IO that is of no use is told with what to
# do; activations that are read over and over are copied to each host's own disk, one copy a host, which goes at the end,
# with the next launch after a kill, and when the disk is full or missing changes nothing.
source "$(dirname "$0")/lib.sh"
trap 'kill "${watcher:-}" 2>/dev/null || true; umount "$work/full" 2>/dev/null || true; rm -rf "$work"' EXIT

expect_code 0 run_with 2 "$work/hints" --set resources.hints.striping_factor=8 --set resources.hints.cb_nodes=1
grep -q "^resources.hints: striping_factor: 8 is not taken here$" "$work/messages" || fail "does not name the hint"
! grep -q "cb_nodes: 1 is not taken" "$work/messages" || fail "names a hint that was taken"
expect_code 0 run_with 0 "$work/alone" --set resources.hints.cb_nodes=1
grep -q "^resources.hints: cb_nodes: 1 is not taken here$" "$work/messages" || fail "gives hints without MPI"
same_results "$work/hints" "$work/alone"
expect_code 2 env OMPI_MCA_io=^ompio,romio321 OMPI_MCA_io_base_verbose=0 "$mpirun" --oversubscribe -n 2 "$neurank" run "$grid" \
  --output "$work/no_io"
says "sentences.h5: cannot open as HDF5 .*; choose another of the MPI library's implementations \(Open MPI: OMPI_MCA_io"

# Rows that do not fit into a quarter of the memory: 94 of 280 MiB. Two ranks that see different disks, as on two hosts.
"$neurank" generate --sentences 4200 >"$work/train"
"$neurank" generate --sentences 100 --seed 2 >"$work/test"
cat >"$work/grid.yaml" <<END
experiment: copies
output: $work/run
seed: 1
models: [{name: bert, path: $project/config/demo/bert}]
corpora: [{name: text, format: conll, columns: {number: 5}, train: $work/train, dev: $work/test, test: $work/test}]
tasks: [{name: number, corpus: text, column: number, ignore: _}]
extract: {dtype: float32}
probe: {epochs: 2, lambda: {l1: 1e-3, l2: [0, 1e-3], method: grid}, unit_operations: 1e+10}
analyses: {control: false, own_ranking: false, nuisances: false, stability: {pairs: 0}, nulls: {random_sets: 0, shadows: false}}
resources: {memory: 280MiB, threads: 1, scratch: "\${HOST_DISK}"}
END
mkdir "$work/disk-0" "$work/disk-1" "$work/full"
# on_hosts OUTPUT DISK DISK: a rank that sees each disk
on_hosts() {
  "$mpirun" --oversubscribe --bind-to none -n 1 env "HOST_DISK=$2" "$neurank" run "$work/grid.yaml" --output "$1" \
    : -n 1 env "HOST_DISK=$3" "$neurank" run "$work/grid.yaml" --output "$1"
}
copies_on() { find "$1" -name '*.h5'; }
has_copy() { [ -n "$(copies_on "$1")" ]; }

HOST_DISK=$work/disk-0 expect_code 0 "$neurank" plan "$work/grid.yaml"
grep -q "^scratch   1 of 1 activation files are copied to hosts" "$work/output" || fail "plan does not say that copies pay"
HOST_DISK=$work/disk-0 expect_code 0 "$neurank" plan "$work/grid.yaml" --set resources.memory=1GiB
grep -q "^scratch   0 of 1 activation files" "$work/output" || fail "plan copies what fits into memory"

expect_code 0 on_hosts "$work/missing" "$work/absent" "$work/absent"
grep -q "resources.scratch: $work/absent: cannot be used here (no such folder)" "$work/messages" || fail "does not say what is missing"

expect_code 0 on_hosts "$work/copied" "$work/disk-0" "$work/disk-1"
for disk in disk-0 disk-1; do
  [ "$(grep -c "text.h5: .* copied to $work/$disk/" "$work/messages")" -eq 1 ] || fail "not one copy on $disk"
  [ -z "$(ls -A "$work/$disk")" ] || fail "something was left on $disk"
done
same_results "$work/copied" "$work/missing"

# One disk for both ranks: one copy. Killed while it is there; the next launch removes it, as a rank of this host does.
on_hosts "$work/killed" "$work/disk-0" "$work/disk-0" >/dev/null 2>&1 &
watcher=$!
wait_until has_copy "$work/disk-0"
[ "$(copies_on "$work/disk-0" | wc -l)" -eq 1 ] || fail "not one copy for a host's ranks"
for rank in $(ranks_of "$work/killed"); do kill -KILL "$rank"; done
wait "$watcher" || true
[ -n "$(ls -A "$work/disk-0")" ] || fail "the kill came too late to leave a copy"
expect_code 0 on_hosts "$work/killed" "$work/disk-0" "$work/disk-0"
[ -z "$(ls -A "$work/disk-0")" ] || fail "what a kill left is still there"
same_results "$work/killed" "$work/missing"

if mount -t tmpfs -o size=1m tmpfs "$work/full" 2>/dev/null; then
  expect_code 0 on_hosts "$work/no_room" "$work/full" "$work/disk-1"
  grep -q "resources.scratch: $work/full/.*: has no room for .*text.h5 is read where it is" "$work/messages" ||
    fail "does not say that the disk is full"
  same_results "$work/no_room" "$work/missing"
else
  echo "a full disk was not tried: cannot mount a small one"
fi
