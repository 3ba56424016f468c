#!/usr/bin/env bash
# Promise: bad input is told in one clear line, with exit code 1 (usage, grid) or 2 (data), and leaves nothing half-written.
source "$(dirname "$0")/lib.sh"
tiny=$project/config/tiny

# refused CODE PATTERN [OPTIONS]: the grid with changed settings is refused before it leaves anything.
refused() {
  local code=$1 pattern=$2
  shift 2
  expect_code "$code" "$neurank" run "$grid" --output "$work/run" "$@"
  says "$pattern"
  [ -z "$(find "$work/run" -name '*.h5' 2>/dev/null)" ] || fail "a refused run left files"
  rm -rf "$work/run"
}

# corpus TEXT: makes a corpus file of it and prints its name.
corpus() {
  printf "$1" >"$work/corpus.txt"
  echo "$work/corpus.txt"
}

# broken_model: a copy of the model to break.
broken_model() {
  rm -rf "$work/model"
  cp -r "$tiny/model" "$work/model"
}

expect_code 1 "$neurank"
expect_code 1 "$neurank" statu
says "did you mean status"
expect_code 1 "$neurank" run
expect_code 1 "$neurank" run "$work/absent.yaml"
says "absent.yaml"
says_of() { # CODE PATTERN ARGUMENTS: what the program says to them
  expect_code "$1" "$neurank" "${@:3}"
  says "$2"
}
says_of 1 "GRID.yaml is missing" plan
says_of 1 "output is empty" run "$grid" --output ''
says_of 1 "unrecognised option '--out'" run "$grid" --out "$work/run"
says_of 1 "threads 99999: must be a whole number from 0 to 10000" plan "$grid" --threads 99999
says_of 1 "output .*: is a folder" extract --model "$tiny/model" --corpus "$tiny/test.txt" --output "$work"
says_of 1 "no command --version|unrecognised|there is no command" --version more
if [ "$(id -u)" -ne 0 ]; then # root may look anywhere
  mkdir -m 000 "$work/closed"
  says_of 2 "closed/run.*: cannot be used \\(Permission denied\\)" status "$work/closed/run"
fi

refused 1 "no such file|absent" --set corpora.0.train="$work/absent.txt"
refused 1 "probe.epoch.*epochs" --set probe.epoch=3
refused 1 "probe.epochs" --set probe.epochs=many
refused 1 "config.json" --set models.0.path="$work"

refused 2 "corpus.txt:2: .*1" --set corpora.0.train="$(corpus 'cat NN B-NP\ndog\n')"
refused 2 "corpus.txt" --set corpora.0.train="$(corpus '\n\n')"
refused 2 "corpus.txt:2: .*UTF-8" --set corpora.0.train="$(corpus 'cat NN B-NP\nd\377g NN B-NP\n')"
refused 2 "single label" --set corpora.0.train="$(corpus 'a X B-NP\n\nb X I-NP\n\nc X I-NP\n')" --set corpora.0.dev.every=3

broken_model
rm "$work/model/model.safetensors"
refused 2 "model.safetensors|weights" --set models.0.path="$work/model"
broken_model
truncate -s 1000 "$work/model/model.safetensors"
refused 2 "model.safetensors" --set models.0.path="$work/model"
broken_model
printf '\377\377\377\377\377\377\377\177' | dd of="$work/model/model.safetensors" conv=notrunc status=none
refused 2 "model.safetensors" --set models.0.path="$work/model"
broken_model
sed -i 's/"intermediate_size": [0-9]*/"intermediate_size": 33/' "$work/model/config.json"
refused 2 "intermediate" --set models.0.path="$work/model"
broken_model
rm "$work/model/vocab.txt"
refused 2 "vocab.txt" --set models.0.path="$work/model"

# A folder of another grid is left as it is; --redo takes it over.
run_with 0 "$work/mine" --until extract 2>/dev/null
before=$(find "$work/mine" -type f -exec sha256sum {} + | sort)
expect_code 1 "$neurank" run "$grid" --output "$work/mine" --set extract.dtype=float32
says "extract.dtype was float16 and is now float32.*--redo"
[ "$before" = "$(find "$work/mine" -type f -exec sha256sum {} + | sort)" ] || fail "the other grid's run was changed"
expect_code 0 "$neurank" run "$grid" --output "$work/mine" --set extract.dtype=float32 --until extract --redo
mkdir "$work/foreign" && touch "$work/foreign/precious"
expect_code 1 "$neurank" run "$grid" --output "$work/foreign" --redo
says "does not hold a run"
[ -e "$work/foreign/precious" ] || fail "a file that is not ours was removed"

# A file system without locks, as some clusters have: it works, unless HDF5 is told to lock, which is said.
cat >"$work/no_locks.c" <<'C'
#include <errno.h>
int flock(int file, int how) { errno = ENOSYS; return file * 0 + how * 0 - 1; }
C
cc -shared -fPIC -o "$work/no_locks.so" "$work/no_locks.c"
without_locks() {
  env "$1" LD_PRELOAD="$work/no_locks.so" "$neurank" extract --model "$project/config/tiny/model" \
    --corpus "$project/config/tiny/test.txt" --column pos=1 --output "$work/unlocked.h5"
}
expect_code 0 without_locks ANY=1
expect_code 2 without_locks HDF5_USE_FILE_LOCKING=TRUE
says "the file system has no locks; leave HDF5_USE_FILE_LOCKING unset, or set it to FALSE"
