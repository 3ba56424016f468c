# What the end-to-end tests share. Each test is called as: TEST.sh NEURANK MPIRUN PROJECT_FOLDER

set -euo pipefail
neurank=$1 mpirun=$2 project=$3
grid=$project/config/tiny.yaml
work=$(mktemp -d "${TMPDIR:-/tmp}/neurank-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# run_with RANKS OUTPUT [OPTIONS]: the tiny grid with one thread a rank; without mpirun when RANKS is 0.
run_with() {
  local ranks=$1 output=$2 launcher=()
  shift 2
  [ "$ranks" -eq 0 ] || launcher=("$mpirun" --oversubscribe --bind-to none -n "$ranks")
  "${launcher[@]}" "$neurank" run "$grid" --output "$output" --set resources.threads=1 "$@"
}

# same_results A B: results.h5 and all tables are equal, byte for byte.
same_results() {
  cmp "$1/results.h5" "$2/results.h5" || fail "results.h5 of $1 and $2 differ"
  diff -r "$1/tables" "$2/tables" || fail "tables of $1 and $2 differ"
}

# expect_code CODE COMMAND...: runs it, checks its exit code; its messages are in $work/messages.
expect_code() {
  local expected=$1 code=0
  shift
  "$@" >"$work/output" 2>"$work/messages" || code=$?
  [ "$code" -eq "$expected" ] || { cat "$work/messages" >&2; fail "exit code $code, not $expected: $*"; }
}

# says PATTERN: exactly one line of the latest messages starts with "neurank:", and it matches.
says() {
  [ "$(grep -c '^neurank: ' "$work/messages")" -eq 1 ] || { cat "$work/messages" >&2; fail "not one line of error"; }
  grep -q -E "^neurank: .*$1" "$work/messages" || { cat "$work/messages" >&2; fail "the message does not say: $1"; }
}

# ranks_of OUTPUT: the processes that run a grid into it, by number; none is no failure.
ranks_of() { pgrep -f "^$neurank run .*$1( |\$)" || true; }

# no_unit_twice OUTPUT: no unit of a run was done twice.
no_unit_twice() {
  local twice
  twice=$(grep -o '"unit":"[^"]*","state":"done"' "$1/journal.jsonl" | sort | uniq -d)
  [ -z "$twice" ] || fail "done twice: $twice"
}

# stop_once PATTERN OUTPUT OPTIONS...: begins a run on two ranks and ends it by SIGUSR1 once the journal has such a line.
stop_once() {
  local pattern=$1 output=$2 launcher code=0
  shift 2
  run_with 2 "$output" "$@" 2>"$work/messages" &
  launcher=$!
  wait_until grep -qs "$pattern" "$output/journal.jsonl"
  kill -USR1 "$(ranks_of "$output" | tail -1)"
  wait "$launcher" || code=$?
  [ "$code" -eq 3 ] || fail "exit code $code after SIGUSR1"
}

# wait_until COMMAND...: until it succeeds, at most some 20 seconds
wait_until() {
  for _ in $(seq 2000); do
    "$@" && return
    sleep 0.01
  done
}
