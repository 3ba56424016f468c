#!/usr/bin/env bash
# Promise: the report of a run sorts, filters, fits a phone and paper, asks for nothing, and shows a label that looks like
# a script as what it is.
source "$(dirname "$0")/lib.sh"
label="<script>document.title='broken'</script>"
cp -r "$project/config/tiny.yaml" "$project/config/tiny" "$work"
sed -i "s| NN | $label |" "$work"/tiny/*.txt
grep -q -F "$label" "$work/tiny/train.txt" || fail "the label is not in the text"
grid=$work/tiny.yaml
run_with 0 "$work/run" 2>"$work/log" || { cat "$work/log" >&2; fail "did not run"; }
python3 "$here/report_test.py" "$work/run/report.html" "$label"
