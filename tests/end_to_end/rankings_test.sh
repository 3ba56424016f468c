#!/usr/bin/env bash
# Promise: rankings, what judges say of them, and studies of cells are the same bytes on any number of ranks and however often a run is stopped; a ranking more
# trains no head again that was there; all reports show them.
source "$(dirname "$0")/lib.sh"

few=(--set probe.epochs=3 --set probe.lambda.l2=1e-3 --set analyses.nulls.draws=0 --set analyses.bootstrap.draws=100
  --set analyses.stability.pairs=1 --set 'analyses.gaussian={k: 5, candidates: 20}' --set analyses.knockoffs.fdr=0.3)
all=("${few[@]}" --set 'analyses.judges=[linear, gaussian]'
  --set 'analyses.rankings=[weight_mass, weight_mass_all, mean_share, mean_abs, weight_sd, weight_magnitude, probeless, probeless_std, anova, lda, mutual_information, average_precision, iou, mean_select, single_probe, gaussian, random]')

run_with 0 "$work/alone" "${all[@]}" 2>"$work/log"
for ranks in 2 4; do
  run_with "$ranks" "$work/ranks$ranks" "${all[@]}" 2>"$work/log"
  same_results "$work/alone" "$work/ranks$ranks"
done

# Four cells, 17 rankings, two judges and eight sizes of 160 neurons; all pairs of rankings at nine sizes.
rows() { tail -n +2 "$work/alone/tables/$1.csv" | wc -l; }
[ "$(rows ranking_judges)" -eq $((4 * 17 * 2 * 8)) ] || fail "$(rows ranking_judges) verdicts"
[ "$(rows ranking_agreement)" -eq $((4 * 17 * 16 / 2 * 8)) ] || fail "$(rows ranking_agreement) pairs of rankings"
[ "$(cut -d, -f5 "$work/alone/tables/ranking.csv" | sort -u | wc -l)" -eq 18 ] || fail "ranking.csv lacks methods"
# Rankings by words are the same for both variants.
words() { awk -F, -v variant="$1" '$3 == variant && $4 == 1 && $5 ~ /^(anova|lda|iou|single_probe|gaussian)$/' "$work/alone/tables/ranking.csv" | cut -d, -f1,2,4-; }
[ "$(words raw | wc -l)" -eq $((2 * 5 * 160)) ] || fail "no rankings by words"
[ "$(words raw)" = "$(words zscored)" ] || fail "rankings by words differ between variants"

grep -q 'tell the linear judge' "$work/alone/findings_cells.txt" || fail "no sentence on judges"
grep -q 'were judged by' "$work/alone/methods.txt" || fail "the methods do not say who judged"
for figure in rankings ranking-agreement; do
  grep -q "^$figure" "$work/alone/figures/figures.csv" || fail "no figure of $figure"
done
for table in ranking_judges ranking_methods; do
  grep -q "$table" "$work/alone/report.html" || fail "the page does not show $table"
done

# All studies, grown into runs on several ranks.
studies=(--set analyses.knockoffs.draws=2 --set analyses.best_set.max=50)
for study in single_layers basis mdl redundancy monosemanticity; do studies+=(--set "analyses.$study=true"); done
for ranks in 2 4; do
  before=$(wc -l <"$work/ranks$ranks/journal.jsonl")
  run_with "$ranks" "$work/ranks$ranks" "${all[@]}" "${studies[@]}" 2>"$work/log"
  again=$(tail -n +"$((before + 1))" "$work/ranks$ranks/journal.jsonl" | { grep -oE '"unit":"(lambda|train|minimal)/[^"]*","state":"done"' || true; })
  ! grep -vE '/1/(layers|basis|mdl|redundancy|monosemanticity|knockoffs|best_set)"' <<<"$again" || fail "heads were trained again: $again"
  [ "$(wc -l <<<"$again")" -eq $((4 * 7)) ] || fail "not all studies were done"
done
same_results "$work/ranks2" "$work/ranks4"
studied() { tail -n +2 "$work/ranks2/tables/$1.csv" | wc -l; }
deltas=$(cut -d, -f4,5 "$work/ranks2/tables/basis.csv" | sort -u | wc -l)
[ "$deltas" -eq 6 ] || fail "basis.csv lacks a basis"
[ "$(studied monosemanticity)" -eq $((4 * 160)) ] || fail "$(studied monosemanticity) neurons"
[ "$(studied layer_accuracy)" -gt 0 ] || fail "no layers"
for table in mdl redundancy sparse_probes knockoffs; do [ "$(studied "$table")" -ge 8 ] || fail "$(studied "$table") rows of $table"; done
grep -q 'online codes' "$work/ranks2/methods.txt" || fail "the methods do not name the studies"

# Stopped while heads are judged, gone on with by another number of ranks.
stop_once '"unit":"train/[^"]*/1/rankings","state":"done"' "$work/stopped" "${all[@]}"
run_with 0 "$work/stopped" "${all[@]}" 2>"$work/log"
same_results "$work/alone" "$work/stopped"

# A ranking more.
run_with 2 "$work/grown" "${few[@]}" --set 'analyses.rankings=[weight_mass, anova]' 2>"$work/log"
before=$(wc -l <"$work/grown/journal.jsonl")
more=("${few[@]}" --set 'analyses.rankings=[weight_mass, anova, lda]')
run_with 2 "$work/grown" "${more[@]}" 2>"$work/log"
run_with 2 "$work/fresh" "${more[@]}" 2>"$work/log"
same_results "$work/fresh" "$work/grown"
again=$(tail -n +"$((before + 1))" "$work/grown/journal.jsonl" | { grep -oE '"unit":"(lambda|train|minimal)/[^"]*","state":"done"' || true; })
! grep -vE '/(moments|rankings|judges)"' <<<"$again" || fail "heads were trained again: $again"
[ "$(grep -c judges <<<"$again")" -eq 4 ] || fail "not all cells were judged again"

expect_code 1 run_with 0 "$work/bad" --set 'analyses.rankings=[weight_mass, leda]'
says 'analyses.rankings.1: .*did you mean lda'
