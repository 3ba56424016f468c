#!/usr/bin/env bash
# Promise: no space left on the output disk is told in one line, exit code 2. Needs root to make a small disk (exit 77).
source "$(dirname "$0")/lib.sh"
mkdir "$work/disk"
mount -t tmpfs -o size=600k tmpfs "$work/disk" 2>/dev/null || { echo "SKIPPED: cannot mount a small disk"; exit 77; }
trap 'umount "$work/disk"; rm -rf "$work"' EXIT

expect_code 2 "$neurank" run "$grid" --output "$work/disk/run"
says "space"
[ -z "$(find "$work/disk" -name '*.h5*')" ] || fail "a half-written file was left"
