#!/usr/bin/env bash
# Promise: what `cmake --install` copies works by itself: without the build folder, from a folder that cannot be written,
# with launchers that build nothing, a man page and completion; a Debian package names what it needs. Two more arguments: BUILD_FOLDER CMAKE
source "$(dirname "$0")/lib.sh"
build=$4 cmake=$5
prefix=$work/prefix data=$work/prefix/share/neurank

"$cmake" --build "$build" --target neurank >/dev/null # of this revision
"$cmake" --install "$build" --prefix "$prefix" >/dev/null
if command -v dpkg-shlibdeps >/dev/null && command -v file >/dev/null; then
  "$(dirname "$cmake")/cpack" --config "$build/CPackConfig.cmake" -B "$work/package" >/dev/null
  depends=$(dpkg-deb --field "$work"/package/neurank_*.deb Depends)
  for one in libtorch libhdf5-openmpi libopenmpi openmpi-bin libopenblas0-openmp libsentencepiece libyaml-cpp libboost; do
    [[ $depends == *$one* ]] || fail "the package does not depend on $one: $depends"
  done
  dpkg-deb --contents "$work"/package/neurank_*.deb >"$work/contents"
  for one in bin/neurank lib/neurank/libneurank_sentencepiece.so share/neurank/config/tiny.yaml share/man/man1/neurank.1; do
    grep -q " ./usr/$one$" "$work/contents" || fail "the package lacks $one"
  done
else
  echo "dpkg-dev or file is not installed: no package was made" >&2
fi
chmod -R a-w "$prefix"
restore() {
  [ ! -e "$build.away" ] || mv "$build.away" "$build"
  chmod -R u+w "$prefix"
  rm -rf "$work"
}
trap restore EXIT
mv "$build" "$build.away"

export PATH=$prefix/bin:$PATH
launch=("$mpirun" --oversubscribe --bind-to none -n 2)
cd "$work"

expect_code 0 "${launch[@]}" neurank run "$data/config/tiny.yaml" --output "$work/run" --set resources.threads=1
[ -s "$work/run/results.h5" ] || fail "the installed program left no results"
python3 - "$work/run/run.json" "$project" <<'PYTHON'
import json, subprocess, sys
describe = ["git", "-C", sys.argv[2], "describe", "--always", "--dirty", "--abbrev=12"]
revision = subprocess.run(describe, capture_output=True, text=True).stdout.strip() or "unknown"
assert json.load(open(sys.argv[1]))["revision"] == revision, (json.load(open(sys.argv[1]))["revision"], revision)
PYTHON

echo "the quiet cat" | neurank tokenize --model "$data/config/demo/xlnet" >"$work/output"
python3 - "$work/output" <<'PYTHON'
import json, sys
line = json.load(open(sys.argv[1]))
assert line["words"] == ["the", "quiet", "cat"] and line["pieces"][-2:] == ["<sep>", "<cls>"], line
PYTHON

expect_code 0 "$data/jobs/local.sh" "$data/config/tiny.yaml" 1 --output "$work/launched" --until extract
grep -q "wrote\|elapsed" "$work/messages" || fail "the installed launcher ran nothing"
[ ! -e "$build" ] || fail "the installed launcher built something"

if [ "$(id -u)" -ne 0 ]; then # root may write anywhere
  expect_code 0 neurank run "$data/config/tiny.yaml" --set resources.threads=1 --until extract
  grep -q "^output   $work/tiny" "$work/messages" || fail "the run does not say where its results are"
  [ -s "$work/tiny/run.json" ] || fail "the results are not in the working folder"
fi

bash -c 'source "$1/bash-completion/completions/neurank"
  complete_line() { COMP_WORDS=(neurank "$@"); COMP_CWORD=$#; _neurank; echo "${COMPREPLY[*]}"; }
  [ "$(complete_line pre)" = pretrain ] && [ "$(complete_line run --un)" = --until ] && [ -z "$(complete_line run con)" ]' \
  bash "$prefix/share" || fail "the completion does not complete"

if command -v man >/dev/null; then
  man --warnings -l "$prefix/share/man/man1/neurank.1" >"$work/page" 2>"$work/messages"
  [ ! -s "$work/messages" ] || { cat "$work/messages" >&2; fail "the man page has mistakes"; }
  grep -q -- "--output" "$work/page" || fail "the man page does not show the options"
else
  echo "man is not installed: the man page was not shown" >&2
fi
