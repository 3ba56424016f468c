#!/usr/bin/env bash
# Promise: every table for LaTeX compiles as it is with booktabs and fits on a page, alone and with all others, in one
# column and in two; and every number of methods.txt stands in the grid, the run's record or the table of baselines.
source "$(dirname "$0")/lib.sh"
for program in pdflatex kpsewhich; do
  command -v "$program" >/dev/null || { echo "SKIPPED: no $program"; exit 77; }
done
kpsewhich booktabs.sty >/dev/null || { echo "SKIPPED: no booktabs for LaTeX"; exit 77; }

# The demo's grid with three of its models, at less work.
sed -e "s|path: demo/|path: $project/config/demo/|" -e 's/sentences: 400/sentences: 100/' "$project/config/demo.yaml" \
  >"$work/demo.yaml"
cat >>"$work/demo.yaml" <<'YAML'
include:
  - {model: bert}
  - {model: t-elmo}
  - {model: untrained-bert}
YAML
run=$work/run
expect_code 0 "$mpirun" --oversubscribe --bind-to none -n 2 "$neurank" run "$work/demo.yaml" --output "$run" \
  --set resources.threads=1 --set seeds=2 --set probe.epochs=3 --set analyses.minimal.draws=1 \
  --set analyses.bootstrap.draws=200 --set analyses.nulls.draws=20 --set analyses.stability.pairs=1

# compile NAME OPTIONS FILE...: one document with the files, twice as people do it for references.
compile() {
  local name=$1 options=$2
  shift 2
  {
    printf '\\documentclass[%s]{article}\n\\usepackage{booktabs}\n\\begin{document}\nText.\n' "$options"
    printf '\\input{%s}\n' "$@"
    printf '\\end{document}\n'
  } >"$work/$name.tex"
  for _ in 1 2; do
    (cd "$work" && pdflatex -interaction=nonstopmode -halt-on-error "$name.tex") >"$work/latex.out" 2>&1 ||
      { cat "$work/latex.out" >&2; fail "$name does not compile ($options)"; }
  done
  ! grep -E '^Overfull|Float too large|multiply defined|undefined references|Missing character' "$work/$name.log" >&2 ||
    fail "$name does not fit ($options)"
}

tables=("$run"/tables/*.tex)
[ ${#tables[@]} -ge 7 ] || fail "only ${#tables[@]} tables for LaTeX"
for table in "${tables[@]}"; do
  compile "$(basename "$table" .tex)_alone" a4paper "$table"
done
for options in a4paper a4paper,twocolumn a4paper,11pt a4paper,12pt a4paper,12pt,twocolumn letterpaper,twocolumn; do
  compile all_tables "$options" "${tables[@]}"
done

python3 - "$run" <<'PYTHON'
import re, sys
def read(name):
    with open(f"{sys.argv[1]}/{name}", encoding="utf-8") as file:
        return file.read()
def numbers(text):
    return set(re.findall(r"\d+(?:\.\d+)*(?:e[+-]?\d+)?", text))
methods = read("methods.txt")
known = numbers(read("run.yaml")) | numbers(read("run.json")) | numbers(read("tables/baselines.csv"))
assert len(numbers(methods)) > 20, methods
assert not numbers(methods) - known, sorted(numbers(methods) - known)
assert all(len(line) <= 100 for line in methods.splitlines()), methods
assert len(methods.splitlines()) <= 60, methods
PYTHON
