#!/usr/bin/awk -f
# compare.awk TARGETS ROWS: prints each target beside its row; exit status 1 when one is missed. A row that was not measured
# is said and misses nothing.
/^#/ { next }
FNR == NR { order[++count] = $1; kind[$1] = $2; target[$1] = $3; next }
{ value[$1] = $2 }
END {
  for (i = 1; i <= count; ++i) {
    name = order[i]
    if (!(name in value)) { printf "%-24s not measured\n", name; continue }
    met = kind[name] == "at_least" ? value[name] >= target[name] : value[name] <= target[name]
    if (!met) missed = 1
    printf "%-24s %8s   %s %s   %s\n", name, value[name], kind[name], target[name], met ? "met" : "MISSED"
  }
  exit missed
}
