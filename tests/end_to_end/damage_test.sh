#!/usr/bin/env bash
# Promise: an activation file that is cut off, missing, replaced or written to behind a run's back is an error that names
# it, and costs no finished unit: --update extracts it again and reuses the rest. One that was only copied or touched is
# read whole once, and used. `neurank verify` reads every byte. A read-only disk is an error, and loses nothing.
source "$(dirname "$0")/lib.sh"
run=$work/run
file=$run/activations/random-bert/sentences.h5
short=(--set probe.epochs=3 --set analyses.nulls.draws=5)
runs() { run_with 0 "$run" "${short[@]}" "$@" 2>"$work/log" || { cat "$work/log" >&2; fail "did not run: $*"; }; }
tells() { grep -Eq "$1" "$work/log" || { cat "$work/log" >&2; fail "does not say: $1"; }; }

# overwrite: other bytes in the middle of the file, which lie among its activations
overwrite() {
  dd if=/dev/urandom of="$file" bs=1 count=64 seek=$(($(stat -c %s "$file") / 2)) conv=notrunc status=none
}

# damaged PROBLEM: the run refuses the file, and extracts it again when told to
damaged() {
  expect_code 2 run_with 0 "$run" "${short[@]}"
  says "sentences.h5: $1.*; bring it back, or extract it again with --update"
  [ "$("$neurank" status "$run" | grep -c " 0  *[0-9]*$")" -gt 0 ] || fail "units were lost"
  runs --update
  tells "sentences.h5: $1.*; it is extracted again"
  [ "$(tail -n +"$((lines + 1))" "$run/journal.jsonl" | grep '"state":"done"' | cut -d'"' -f4 | cut -d/ -f1 | sort -u |
    paste -sd,)" = complete,extract ] || fail "more than the file was made again"
  same_results "$work/whole" "$run"
  lines=$(wc -l <"$run/journal.jsonl")
}

runs
cp -r "$run" "$work/whole"
lines=$(wc -l <"$run/journal.jsonl")
expect_code 0 "$neurank" verify "$run" --choice 1
grep -q "^same *bytes of $file" "$work/output" || fail "verify does not read the activations"
grep -q "^same *fingerprints of 101 files of units" "$work/output" || fail "verify does not look at fingerprints"

overwrite
expect_code 2 "$neurank" verify "$run" --choice 1
grep -Eq "^CHANGED *bytes of $file: the activations of words [0-9]+ to [0-9]+ are not" "$work/output" ||
  fail "verify does not see other bytes"
damaged "the activations of words [0-9]+ to [0-9]+ are not those that were written \(the file is damaged\)"
truncate -s -8192 "$file"
damaged "cannot be read \(the file is damaged\)"
rm "$file"
damaged "is missing, though the journal says that it was written"

# Touched, and still the same bytes
touch "$file"
runs
tells "sentences.h5: was copied or touched since it was written; its .* are checked"
runs
! grep -q "are checked" "$work/log" || fail "checks a sealed file again"

# Written to while the run uses it: the units that see it fail, and go on once the file is as it was.
rm -rf "$run"
runs --until extract
cp -p "$file" "$work/saved.h5"
run_with 0 "$run" "${short[@]}" --set variants.raw.probe.epochs=60 2>"$work/log" &
launched=$!
begun() { compgen -G "$run/probes/random-bert/*/*.h5" >/dev/null; }
wait_until begun
overwrite
wait "$launched" && fail "ended well on an overwritten file"
tells "failed: .*sentences.h5: was replaced or written to while it was in use"
cp -p "$work/saved.h5" "$file"
runs --set variants.raw.probe.epochs=60
! grep -q "^failed" "$work/log" || fail "still fails"

# A disk that turns read-only
mkdir "$work/disk"
mount --bind "$work/whole" "$work/disk" 2>/dev/null || { echo "no mounts here: no read-only disk"; exit 0; }
trap 'umount "$work/disk"; rm -rf "$work"' EXIT
mount -o remount,ro,bind "$work/disk"
expect_code 2 run_with 0 "$work/disk" "${short[@]}" --set seeds=3
says "(Read-only file system)"
mount -o remount,rw,bind "$work/disk"
run_with 0 "$work/disk" "${short[@]}" 2>"$work/log"
tells "^121 units reused, 0 new$"
