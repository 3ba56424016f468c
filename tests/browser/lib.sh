# What the tests in a browser share. Each is called as: TEST.sh NEURANK MPIRUN PROJECT_FOLDER. Exit code 77: skipped.

source "$(dirname "${BASH_SOURCE[0]}")/../end_to_end/lib.sh"
here=$project/tests/browser
for program in chromium chromedriver gnuplot; do
  command -v "$program" >/dev/null || { echo "skipped: there is no $program here"; exit 77; }
done
