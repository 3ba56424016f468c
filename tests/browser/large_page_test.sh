#!/usr/bin/env bash
# Promise: the page of the largest grid opens within two seconds, and hostile texts of its data stay texts. Called with
# the program that makes it up, TEST.sh PROGRAM MPIRUN PROJECT_FOLDER.
source "$(dirname "$0")/lib.sh"
NEURANK_LARGE_PAGE=$work "$neurank" || fail "could not make the page"
python3 "$here/large_page_test.py" "$work"
